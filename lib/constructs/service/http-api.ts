import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi as ApiGateway, CfnStage, CorsHttpMethod, HttpMethod, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpUserPoolAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct, type IConstruct } from 'constructs';
import { type EndpointName, type EndpointRow, endpoints } from '../../../lambda/api/endpoints';
import { imagesScope } from '../../../lambda/contract';
import type { Settings } from '../../settings/settings';
import type { SignIn } from '../storage/sign-in';
import type { ServiceFunction } from './service-function';

export interface HttpApiProps extends Pick<Settings, 'allowedOrigins' | 'throttling' | 'logRetention'> {
  /** User pool whose tokens authorize the owner's routes. */
  readonly signIn: SignIn;
  /** The function of each endpoint. */
  readonly handlers: Readonly<Record<EndpointName, ServiceFunction>>;
}

const rows: readonly EndpointRow[] = endpoints;

/** An HTTP API with one route and one function for each row of the table. */
export class HttpApi extends Construct {
  /** Without a trailing slash, so that paths can be appended. */
  readonly url: string;
  /** The API's metrics. */
  readonly api: Pick<ApiGateway, 'metricCount' | 'metricClientError' | 'metricServerError' | 'metricLatency'>;

  constructor(scope: Construct, id: string, { signIn, handlers, allowedOrigins, throttling, logRetention }: HttpApiProps) {
    super(scope, id);
    const { stackName } = Stack.of(this);
    const api = new ApiGateway(this, 'Api', {
      apiName: stackName,
      createDefaultStage: false,
      corsPreflight: allowedOrigins.length > 0 ? corsFor(allowedOrigins) : undefined,
    });
    const { userPool, pageClient, nativeClient } = signIn;
    const owners = new HttpUserPoolAuthorizer('Owners', userPool, {
      userPoolClients: pageClient ? [pageClient, nativeClient] : [nativeClient],
    });
    const open: IConstruct[] = [];
    for (const { name, method, path, access } of rows) {
      const routes = api.addRoutes({
        path,
        methods: [HttpMethod[method]],
        integration: new HttpLambdaIntegration(name, handlers[name as EndpointName].alias),
        // An ID token, which is intended only for the client, has no scope and is therefore rejected.
        ...(access === 'owner' && { authorizer: owners, authorizationScopes: [imagesScope] }),
      });
      if (access !== 'owner') open.push(...routes.flatMap(({ node }) => node.defaultChild ?? []));
    }
    const stage = api.addStage('Stage', {
      autoDeploy: true,
      throttle: { rateLimit: throttling.requestsPerSecond, burstLimit: throttling.burst },
      accessLogSettings: {
        destination: new LogGroupLogDestination(
          new LogGroup(this, 'AccessLog', {
            // With another log group name, each API would be added to one resource policy of the account, which is limited to
            // 5,120 characters.
            logGroupName: `/aws/vendedlogs/${stackName}`,
            retention: logRetention,
            removalPolicy: RemovalPolicy.DESTROY,
          }),
        ),
        format: accessLogFormat,
      },
    });
    const { defaultChild } = stage.node;
    if (!(defaultChild instanceof CfnStage))
      throw new TypeError(`The construct ${stage.node.path} of the CDK has changed. Adapt lib/constructs/service/http-api.ts.`);
    defaultChild.routeSettings = routeSettings(throttling);
    // API Gateway rejects settings of a route that does not exist yet.
    stage.node.addDependency(...open);
    this.url = api.apiEndpoint;
    this.api = api;
  }
}

/** Sufficient for load balancers and monitors. */
const publicThrottling: Settings['throttling'] = { requestsPerSecond: 10, burst: 20 };

/** Separate limits of the public routes: a flood of requests without a token does not use up the limit of the other routes. */
function routeSettings({ requestsPerSecond, burst }: Settings['throttling']): CfnStage['routeSettings'] {
  const open = rows.filter(({ access }) => access !== 'owner');
  const limits = {
    ThrottlingRateLimit: Math.min(publicThrottling.requestsPerSecond, requestsPerSecond),
    ThrottlingBurstLimit: Math.min(publicThrottling.burst, burst),
  };
  return Object.fromEntries(open.map(({ method, path }) => [`${method} ${path}`, limits]));
}

// Every value is in quotes, because API Gateway writes `-` for a missing one. So no value may contain quotes: `error.responseType` is
// a single word, `error.message` is not, and `error.messageString` already has quotes. The function's line with the same id contains
// the owner's hash.
const accessLogFormat = AccessLogFormat.custom(
  JSON.stringify({
    requestId: '$context.requestId',
    time: '$context.requestTime',
    sourceIp: '$context.identity.sourceIp',
    route: '$context.routeKey',
    status: '$context.status',
    responseBytes: '$context.responseLength',
    responseMs: '$context.responseLatency',
    integrationMs: '$context.integrationLatency',
    // Why API Gateway itself responded: a rejected token, or a failed function.
    authorizerError: '$context.authorizer.error',
    integrationError: '$context.integrationErrorMessage',
    error: '$context.error.responseType',
  }),
);

function corsFor(allowedOrigins: readonly string[]) {
  return {
    allowOrigins: [...allowedOrigins],
    allowMethods: [...new Set(endpoints.map(({ method }) => CorsHttpMethod[method]))],
    allowHeaders: ['authorization', 'content-type'],
    maxAge: Duration.hours(1),
  };
}
