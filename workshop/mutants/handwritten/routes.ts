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
    'no authorization type': (t) => t.drop(route, 'AuthorizationType'),
    'no authorization': (t) => t.set(route, 'AuthorizationType', 'NONE'),
    'another authorization type': (t) => t.set(route, 'AuthorizationType', 'AWS_IAM'),
    'an unknown value': (t) => t.set(route, 'AuthorizationType', t.parameter()),
    'no scope, so that an ID token is accepted': (t) => t.drop(route, 'AuthorizationScopes'),
    'a scope that every token has': (t) => t.set(route, 'AuthorizationScopes', ['openid']),
    'a second scope that is accepted': (t) => t.set(route, 'AuthorizationScopes', [imagesScope, 'aws.cognito.signin.user.admin']),
    'no authorizer': (t) => t.drop(route, 'AuthorizerId'),
    'an authorizer that is not in the template': (t) => t.set(route, 'AuthorizerId', 'abc123'),
    'the authorizer is a function': (t) => t.set(authorizer, 'AuthorizerType', 'REQUEST'),
    'the authorizer accepts tokens of every client': (t) => t.drop(authorizer, 'JwtConfiguration.Audience'),
    'the authorizer accepts tokens of another user pool': (t) =>
      t.set(authorizer, 'JwtConfiguration.Issuer', 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_abc'),
    'the token is in the URL': (t) => t.set(authorizer, 'IdentitySource', ['$request.querystring.token']),
    'an open default route': (t) =>
      t.add(`${api}/Default`, 'AWS::ApiGatewayV2::Route', { ApiId: t.ref(api), RouteKey: '$default' }),
    'an unknown route': (t) => {
      t.set(`${api}/GET--health`, 'RouteKey', t.parameter());
    },
    'an API from an OpenAPI document': (t) => t.set(api, 'Body', { openapi: '3.0.1' }),
    'an open method of a REST API': (t) =>
      t.turn(route, 'AWS::ApiGateway::Method', () => ({ HttpMethod: 'GET', AuthorizationType: 'NONE' })),
    'a function URL': (t) =>
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
    'the same, through an intrinsic function': (t) =>
      t.add(`${api}/Again`, 'AWS::ApiGatewayV2::Route', { ...t.at(route).Properties, RouteKey: { 'Fn::Sub': 'GET /images/{id}' } }),
  },
  'sound-schedules': {
    'no expression': (t) => t.drop(schedule, 'ScheduleExpression'),
    'a rate without a number': (t) => t.set(schedule, 'ScheduleExpression', 'rate(often)'),
    'a rate of zero': (t) => t.set(schedule, 'ScheduleExpression', 'rate(0 minutes)'),
    'one with a plural unit': (t) => t.set(schedule, 'ScheduleExpression', 'rate(1 minutes)'),
    'five fields, as in Unix cron': (t) => t.set(schedule, 'ScheduleExpression', 'cron(0 8 * * 1-5)'),
    'both day fields': (t) => t.set(schedule, 'ScheduleExpression', 'cron(0 8 * * MON *)'),
    'an hour that does not exist': (t) => t.set(schedule, 'ScheduleExpression', 'cron(0 24 * * ? *)'),
    'a day name that does not exist': (t) => t.set(schedule, 'ScheduleExpression', 'cron(0 8 ? * MO-FR *)'),
    'a month that does not exist': (t) => t.set(schedule, 'ScheduleExpression', 'cron(0 8 1 13 ? *)'),
    'a date that does not exist': (t) => t.set(schedule, 'ScheduleExpression', 'at(2030-13-01T00:00:00)'),
    'an unknown value': (t) => t.set(schedule, 'ScheduleExpression', t.parameter()),
    'a time zone that does not exist': (t) => t.set(schedule, 'ScheduleExpressionTimezone', 'Europe/Atlantis'),
    'a rule of the bus': (t) => t.add('Service/Often', 'AWS::Events::Rule', { ScheduleExpression: 'cron(* * * * * *)' }),
    'a scheduled action of autoscaling': (t) =>
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
    'invalid JSON': dashboard(() => '{"widgets": ['),
    'invalid JSON in Fn::Join': dashboard((t) => ({ 'Fn::Join': ['', ['{"widgets":[', t.ref('Service/health/Function'), ']}']] })),
    'no widgets': dashboard(() => widgets()),
    'a widget type that does not exist': dashboard(() => widgets({ ...widget, type: 'graph' })),
    'a widget outside of the columns': dashboard(() => widgets(widget, { ...widget, x: 13 })),
    'a widget without properties': dashboard(() => widgets({ ...widget, properties: undefined })),
    'an unknown value': dashboard((t) => t.parameter()),
  },
};
