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
  /** Whose tokens open the routes that belong to an owner. */
  readonly signIn: SignIn;
  /** The function behind each endpoint. */
  readonly handlers: Readonly<Record<EndpointName, ServiceFunction>>;
}

const rows: readonly EndpointRow[] = endpoints;

/** The table of endpoints as an HTTP API: one route and one function for each row. */
export class HttpApi extends Construct {
  /** Without a slash at its end, so that paths can be appended. */
  readonly url: string;
  /** What API Gateway measures of it. */
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
        // An ID token, which is for the client alone, has no scope, and so opens nothing.
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
            // Elsewhere each API adds to one policy of the account, which may not grow beyond 5,120 characters.
            logGroupName: `/aws/vendedlogs/${stackName}`,
            retention: logRetention,
            removalPolicy: RemovalPolicy.DESTROY,
          }),
        ),
        format: accessLogFormat,
      },
    });
    const { defaultChild } = stage.node;
    if (!(defaultChild instanceof CfnStage)) throw new TypeError(`${stage.node.path} has changed.`);
    defaultChild.routeSettings = routeSettings(throttling);
    // API Gateway refuses settings of a route that is not there yet.
    stage.node.addDependency(...open);
    this.url = api.apiEndpoint;
    this.api = api;
  }
}

/** Enough for load balancers and monitors. */
const publicThrottling: Settings['throttling'] = { requestsPerSecond: 10, burst: 20 };

/**
 * Limits of the routes that are open to everyone, apart from the limit that the other routes share: a flood of requests without a
 * token takes nothing from those who have one.
 */
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
    // Why API Gateway answered by itself: a token refused, a function that failed.
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
