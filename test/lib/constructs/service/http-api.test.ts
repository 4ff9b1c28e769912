import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { type EndpointName, type EndpointRow, endpoints as table } from '../../../../lambda/api/endpoints';
import { imagesScope } from '../../../../lambda/contract';
import { defaultStack } from '../../../../lambda/names';
import { synthStack, synthTemplate, withoutPage } from '../../../../lib/testing/synth';
import { idPrefixOf, readable, resourceOf, resourcesOf } from '../../../../lib/testing/template';

const endpoints: readonly EndpointRow[] = table;
const template = synthTemplate();
const authorizer = resourceOf(template, 'AWS::ApiGatewayV2::Authorizer');

function routeTo(key: string) {
  const route = resourcesOf(template, 'AWS::ApiGatewayV2::Route').find(({ properties }) => properties.RouteKey === key);
  const integrationId = readable(route?.properties.Target).replace('integrations/<', '').replace('>', '');
  return {
    route: route?.properties,
    integration: resourceOf(template, 'AWS::ApiGatewayV2::Integration', integrationId).properties,
  };
}

it('has one route for each row of the table, and no other', () => {
  const keys = resourcesOf(template, 'AWS::ApiGatewayV2::Route').map(({ properties }) => properties.RouteKey);

  expect(keys.sort()).toEqual(endpoints.map(({ method, path }) => `${method} ${path}`).sort());
});

describe.each(endpoints)('$method $path', ({ name, method, path, access }) => {
  const { route, integration } = routeTo(`${method} ${path}`);
  const alias = resourceOf(template, 'AWS::Lambda::Alias', idPrefixOf(name as EndpointName));

  it('calls the alias of its function, never the unqualified function', () => {
    expect(integration).toMatchObject({
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: { Ref: alias.id },
      PayloadFormatVersion: '2.0',
    });
  });

  it('is allowed to call it, by this route only', () => {
    const permission = resourcesOf(template, 'AWS::Lambda::Permission').find(
      ({ properties }) => properties.FunctionName.Ref === alias.id,
    );

    expect(permission?.properties.Principal).toBe('apigateway.amazonaws.com');
    expect(readable(permission?.properties.SourceArn)).toContain(`:<ServiceHttpApi>/*/*${path}`);
  });

  it(access === 'owner' ? 'requires a token with the scope of the API' : 'has no authorizer', () => {
    expect(route.AuthorizationType).toBe(access === 'owner' ? 'JWT' : 'NONE');
    expect(route.AuthorizerId).toEqual(access === 'owner' ? { Ref: authorizer.id } : undefined);
    expect(route.AuthorizationScopes).toEqual(access === 'owner' ? [imagesScope] : undefined);
  });
});

it('is an HTTP API with the name of the stack', () => {
  const { Name, ProtocolType } = resourceOf(template, 'AWS::ApiGatewayV2::Api').properties;

  expect({ Name, ProtocolType }).toEqual({ Name: defaultStack, ProtocolType: 'HTTP' });
});

it('accepts tokens that the user pool has issued to its clients', () => {
  expect(authorizer.properties).toMatchObject({
    AuthorizerType: 'JWT',
    IdentitySource: ['$request.header.Authorization'],
    JwtConfiguration: { Audience: resourcesOf(template, 'AWS::Cognito::UserPoolClient').map(({ id }) => ({ Ref: id })) },
  });
  expect(readable(authorizer.properties.JwtConfiguration.Issuer)).toMatch(/^https:\/\/cognito-idp\..*\/<StorageSignInUserPool>$/);
});

it('limits the rate, and logs every request', () => {
  const { properties } = resourceOf(template, 'AWS::ApiGatewayV2::Stage');
  const group = resourceOf(template, 'AWS::Logs::LogGroup', 'ServiceHttp');

  expect(properties).toMatchObject({
    StageName: '$default',
    AutoDeploy: true,
    DefaultRouteSettings: { ThrottlingRateLimit: 20, ThrottlingBurstLimit: 40 },
    AccessLogSettings: { DestinationArn: { 'Fn::GetAtt': [group.id, 'Arn'] } },
  });
  const { Format } = properties.AccessLogSettings;
  // Logs contain no owner: the function's own line has a hash.
  expect(Format).not.toMatch(/claims|principal/i);
  expect(group.properties).toEqual({ LogGroupName: `/aws/vendedlogs/${defaultStack}`, RetentionInDays: 7 });
});

describe('the access log', () => {
  const { Format }: { Format: string } = resourceOf(template, 'AWS::ApiGatewayV2::Stage').properties.AccessLogSettings;

  it('is valid JSON even if values are missing, for which API Gateway writes a hyphen', () => {
    const written = (value: string) => JSON.parse(Format.replaceAll(/\$context\.[\w.]+/g, value));

    expect(written('-')).toMatchObject({ requestId: '-', status: '-', error: '-' });
    expect(written('429')).toMatchObject({ status: '429' });
  });

  it('puts no value into quotes that may contain quotes', () => {
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html
    expect(Format).not.toMatch(/\$context\.(error\.message|path|identity\.userAgent|domainName|authorizer\.claims)/);
    expect(JSON.parse(Format)).toMatchObject({ requestId: '$context.requestId', error: '$context.error.responseType' });
  });
});

it('says at synthesis how many calls run at a time', () => {
  Annotations.fromStack(synthStack()).findInfo(
    '*',
    Match.stringLikeRegexp('Each route accepts 20 requests per second and 40 at once'),
  );
});

describe('the public routes', () => {
  const open = endpoints.filter(({ access }) => access !== 'owner').map(({ method, path }) => `${method} ${path}`);
  const stageOf = (of: typeof template) => resourceOf(of, 'AWS::ApiGatewayV2::Stage');

  it('have separate limits, so that a flood there does not throttle the others', () => {
    const limits = { ThrottlingRateLimit: 10, ThrottlingBurstLimit: 20 };

    expect(open).not.toEqual([]);
    expect(stageOf(template).properties.RouteSettings).toEqual(Object.fromEntries(open.map((key) => [key, limits])));
  });

  it('have no higher limits than the API itself', () => {
    const slow = synthTemplate({ settings: { throttling: { requestsPerSecond: 2, burst: 3 } } });

    expect(stageOf(slow).properties.RouteSettings['GET /health']).toEqual({ ThrottlingRateLimit: 2, ThrottlingBurstLimit: 3 });
  });

  it('exist before the stage that limits them', () => {
    const routes = resourcesOf(template, 'AWS::ApiGatewayV2::Route').filter(({ properties }) => open.includes(properties.RouteKey));

    expect(stageOf(template).dependsOn).toEqual(expect.arrayContaining(routes.map(({ id }) => id)));
  });
});

describe('CORS', () => {
  const corsOf = (withCors: typeof template) => ({
    api: resourceOf(withCors, 'AWS::ApiGatewayV2::Api').properties.CorsConfiguration,
    originals: resourceOf(withCors, 'AWS::S3::Bucket', 'StorageBucketsOriginals').properties.CorsConfiguration,
    renditions: resourceOf(withCors, 'AWS::S3::Bucket', 'StorageBucketsRenditions').properties.CorsConfiguration,
  });

  it('is off without a page and allowed origins', () => {
    const none = corsOf(synthTemplate({ settings: withoutPage }));

    expect(none).toEqual({ api: undefined, originals: undefined, renditions: undefined });
  });

  it('lets the pages of allowed origins call the API, upload files and read renditions', () => {
    const origins = ['https://app.example.com', 'http://localhost:5173'];
    const cors = corsOf(synthTemplate({ settings: { ...withoutPage, allowedOrigins: origins } }));
    const ofBucket = { AllowedOrigins: origins, AllowedHeaders: ['*'], MaxAge: 3600 };

    expect(cors).toEqual({
      api: {
        AllowOrigins: origins,
        AllowMethods: [...new Set(endpoints.map(({ method }) => method))],
        AllowHeaders: ['authorization', 'content-type'],
        MaxAge: 3600,
      },
      originals: { CorsRules: [{ ...ofBucket, AllowedMethods: ['POST'] }] },
      renditions: { CorsRules: [{ ...ofBucket, AllowedMethods: ['GET', 'HEAD'] }] },
    });
  });
});
