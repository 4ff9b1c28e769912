import { imagesScope } from '../../../lambda/contract';
import type { Value } from '../../../proof/invariants/template';
import type { Draft } from '../../../test/proof/draft';
import type { MutantsByInvariant } from './mutants';

const api = 'Service/Http/Api';
const route = `${api}/GET--images--{id}`;
const authorizer = `${api}/Owners`;
const schedule = 'Service/SweepSchedule/Schedule';

const dashboard = (body: (t: Draft) => Value) => (t: Draft) =>
  t.add('Service/Dashboard', 'AWS::CloudWatch::Dashboard', { DashboardBody: body(t) });
const widget = { type: 'metric', x: 0, y: 0, width: 12, height: 6, properties: {} };
const widgets = (...list: Value[]) => JSON.stringify({ widgets: list });

export const routeMutants: MutantsByInvariant = {
  'jwt-on-routes': {
    'nothing is said': (t) => t.drop(route, 'AuthorizationType'),
    'anyone may come': (t) => t.set(route, 'AuthorizationType', 'NONE'),
    'another kind of guard': (t) => t.set(route, 'AuthorizationType', 'AWS_IAM'),
    'an unknown value': (t) => t.set(route, 'AuthorizationType', t.parameter()),
    'no scope, so that an ID token would do': (t) => t.drop(route, 'AuthorizationScopes'),
    'a scope that every token has': (t) => t.set(route, 'AuthorizationScopes', ['openid']),
    'another scope that is enough': (t) => t.set(route, 'AuthorizationScopes', [imagesScope, 'aws.cognito.signin.user.admin']),
    'no authorizer': (t) => t.drop(route, 'AuthorizerId'),
    'an authorizer from elsewhere': (t) => t.set(route, 'AuthorizerId', 'abc123'),
    'the authorizer is a function': (t) => t.set(authorizer, 'AuthorizerType', 'REQUEST'),
    'the authorizer takes every client’s tokens': (t) => t.drop(authorizer, 'JwtConfiguration.Audience'),
    'the authorizer takes another pool’s tokens': (t) =>
      t.set(authorizer, 'JwtConfiguration.Issuer', 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_abc'),
    'the token is in the address': (t) => t.set(authorizer, 'IdentitySource', ['$request.querystring.token']),
    'an open route for all else': (t) =>
      t.add(`${api}/Default`, 'AWS::ApiGatewayV2::Route', { ApiId: t.ref(api), RouteKey: '$default' }),
    'an unknown route': (t) => {
      t.set(`${api}/GET--health`, 'RouteKey', t.parameter());
    },
    'an API made from a document': (t) => t.set(api, 'Body', { openapi: '3.0.1' }),
    'an open method of a REST API': (t) =>
      t.turn(route, 'AWS::ApiGateway::Method', () => ({ HttpMethod: 'GET', AuthorizationType: 'NONE' })),
    'a function with a function URL': (t) =>
      t.add('Service/Url', 'AWS::Lambda::Url', {
        AuthType: 'NONE',
        TargetFunctionArn: t.ref('Service/get-image/Function/Aliaslive'),
      }),
  },
  'distinct-routes': {
    'the same route twice': (t) => t.set(route, 'RouteKey', 'GET /images'),
    'the same except for the name of a parameter': (t) =>
      t.add(`${api}/Again`, 'AWS::ApiGatewayV2::Route', { ...t.at(route).Properties, RouteKey: 'GET /images/{imageId}' }),
    'the same except for a trailing slash': (t) =>
      t.add(`${api}/Again`, 'AWS::ApiGatewayV2::Route', { ...t.at(route).Properties, RouteKey: 'GET /images/{id}/' }),
    'the same by an intrinsic function': (t) =>
      t.add(`${api}/Again`, 'AWS::ApiGatewayV2::Route', { ...t.at(route).Properties, RouteKey: { 'Fn::Sub': 'GET /images/{id}' } }),
  },
  'sound-schedules': {
    'nothing is said': (t) => t.drop(schedule, 'ScheduleExpression'),
    'no number': (t) => t.set(schedule, 'ScheduleExpression', 'rate(often)'),
    'a number that there is not': (t) => t.set(schedule, 'ScheduleExpression', 'rate(0 minutes)'),
    'one of several': (t) => t.set(schedule, 'ScheduleExpression', 'rate(1 minutes)'),
    'five fields, as elsewhere': (t) => t.set(schedule, 'ScheduleExpression', 'cron(0 8 * * 1-5)'),
    'both days': (t) => t.set(schedule, 'ScheduleExpression', 'cron(0 8 * * MON *)'),
    'an hour that there is not': (t) => t.set(schedule, 'ScheduleExpression', 'cron(0 24 * * ? *)'),
    'a day that has no such name': (t) => t.set(schedule, 'ScheduleExpression', 'cron(0 8 ? * MO-FR *)'),
    'a month that does not exist': (t) => t.set(schedule, 'ScheduleExpression', 'cron(0 8 1 13 ? *)'),
    'a date that there is not': (t) => t.set(schedule, 'ScheduleExpression', 'at(2030-13-01T00:00:00)'),
    'an unknown value': (t) => t.set(schedule, 'ScheduleExpression', t.parameter()),
    'a time zone that there is not': (t) => t.set(schedule, 'ScheduleExpressionTimezone', 'Europe/Atlantis'),
    'a rule of the bus': (t) => t.add('Service/Often', 'AWS::Events::Rule', { ScheduleExpression: 'cron(* * * * * *)' }),
    'a period of autoscaling': (t) =>
      t.set('Service/get-image/Function/Aliaslive/AliasScaling/Target', 'ScheduledActions', [
        {
          ScheduledActionName: 'Period0',
          Schedule: 'cron(0 8 * * MON-FRI)',
          ScalableTargetAction: { MinCapacity: 1, MaxCapacity: 2 },
        },
      ]),
  },
  'sound-dashboards': {
    'no body': dashboard(() => undefined),
    'no JSON': dashboard(() => '{"widgets": ['),
    'no JSON, joined': dashboard((t) => ({ 'Fn::Join': ['', ['{"widgets":[', t.ref('Service/health/Function'), ']}']] })),
    'no widgets': dashboard(() => widgets()),
    'a kind that there is not': dashboard(() => widgets({ ...widget, type: 'graph' })),
    'wider than the page': dashboard(() => widgets(widget, { ...widget, x: 13 })),
    'a widget of nothing': dashboard(() => widgets({ ...widget, properties: undefined })),
    'an unknown value': dashboard((t) => t.parameter()),
  },
};
