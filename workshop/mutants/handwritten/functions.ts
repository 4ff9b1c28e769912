import type { Draft } from '../../../test/proof/draft';
import type { MutantsByInvariant } from './mutants';

const health = 'Service/health/Function';
const warm = 'Service/get-image/Function/Aliaslive/AliasScaling/Target';
const integration = 'Service/Http/Api/GET--health/health';

const variable =
  (value: unknown, name = 'SETTING') =>
  (t: Draft) =>
    t.set(health, `Environment.Variables.${name}`, value);

export const functionMutants: MutantsByInvariant = {
  'aliases-everywhere': {
    'an integration invokes nothing': (t) => t.drop(integration, 'IntegrationUri'),
    'an integration invokes the function': (t) => t.set(integration, 'IntegrationUri', t.arn(health)),
    'an integration invokes the version': (t) =>
      t.set(integration, 'IntegrationUri', t.ref('Service/health/Function/CurrentVersion')),
    'an integration invokes an ARN': (t) =>
      t.set(integration, 'IntegrationUri', 'arn:aws:lambda:eu-central-1:111122223333:function:health:live'),
    'an integration invokes a parameter': (t) => t.set(integration, 'IntegrationUri', t.parameter()),
    'an integration invokes $LATEST': (t) =>
      t.set(integration, 'IntegrationUri', {
        'Fn::Sub': [`\${alias}:$LATEST`, { alias: t.ref('Service/health/Function/Aliaslive') }],
      }),
    'the queue invokes the function': (t) =>
      t.set('Service/UploadTrigger/Mapping', 'FunctionName', t.ref('Service/resize-image/Function')),
    'the schedule invokes the function': (t) =>
      t.set('Service/SweepSchedule/Schedule', 'Target.Arn', t.arn('Service/sweep-uploads/Function')),
    'the schedule may invoke every version': (t) => {
      const [statement] = t.at('Service/SweepSchedule/Caller/DefaultPolicy').Properties.PolicyDocument.Statement;
      statement.Resource = { 'Fn::Join': ['', [t.arn('Service/sweep-uploads/Function'), ':*']] };
    },
    'a rule invokes the function': (t) =>
      t.set('Service/Webhook/Rule', 'Targets', [{ Id: 'Target0', Arn: t.arn('Service/image-changed/Function') }]),
    'a topic invokes the function': (t) =>
      t.add('Service/Subscription', 'AWS::SNS::Subscription', {
        Protocol: 'lambda',
        TopicArn: t.parameter(),
        Endpoint: t.arn(health),
      }),
    'the API may invoke the function itself': (t) =>
      t.set('Service/Http/Api/GET--health/health-Permission', 'FunctionName', t.ref(health)),
    'the retries of $LATEST are configured': (t) =>
      t.set('Service/sweep-uploads/Function/Aliaslive/EventInvokeConfig', 'Qualifier', '$LATEST'),
    'the alias refers to $LATEST': (t) => t.set('Service/health/Function/Aliaslive', 'FunctionVersion', '$LATEST'),
    'the alias refers to a version of another function': (t) =>
      t.set(
        'Service/health/Function/Aliaslive',
        'FunctionVersion',
        t.at('Service/get-image/Function/Aliaslive').Properties.FunctionVersion,
      ),
    'there is no alias': (t) => t.remove('Service/health/Function/Aliaslive'),
  },
  'same-platform': {
    'no runtime': (t) => t.drop(health, 'Runtime'),
    'another runtime': (t) => t.set(health, 'Runtime', 'nodejs22.x'),
    'an unknown runtime': (t) => t.set(health, 'Runtime', t.parameter()),
    'a container image instead of a runtime': (t) => {
      t.drop(health, 'Runtime');
      t.set(health, 'PackageType', 'Image');
    },
    'no architecture, which means x86_64': (t) => t.drop(health, 'Architectures'),
    'another architecture': (t) => t.set(health, 'Architectures', ['x86_64']),
    'an unknown architecture': (t) => t.set(health, 'Architectures', [t.parameter()]),
    'a function of another type': (t) =>
      t.turn(health, 'AWS::Serverless::Function', (given) => ({ ...given, Runtime: 'nodejs20.x' })),
  },
  'no-secret-in-environment': {
    'a password': variable('correct horse', 'DB_PASSWORD'),
    'an access key': variable('AKIAIOSFODNN7EXAMPLE'),
    'a private key': variable('-----BEGIN PRIVATE KEY-----'),
    'a password in a URL': variable('https://user:word@app.example.com/'),
    'a secret that CloudFormation resolves': variable('{{resolve:secretsmanager:images/webhook:SecretString:::}}'),
    'a secret that CloudFormation resolves, in Fn::Join': variable({ 'Fn::Join': ['', ['{{resolve:ssm-secure:', 'key', '}}']] }),
    'the secret of an app client': (t) =>
      variable({ 'Fn::GetAtt': [t.ref('Storage/SignIn/UserPool/Page').Ref, 'ClientSecret'] })(t),
    'an unknown parameter': (t) => variable(t.parameter())(t),
    'a secret in a function of another type': (t) => {
      t.turn(health, 'AWS::Serverless::Function', (given) => given);
      variable('hunter2', 'API_KEY')(t);
    },
  },
  'log-retention': {
    'no retention': (t) => t.drop('Service/health/Log', 'RetentionInDays'),
    forever: (t) => t.set('Service/health/Log', 'RetentionInDays', 0),
    'a number of days that CloudWatch does not accept': (t) => t.set('Service/health/Log', 'RetentionInDays', 100),
    'an unknown number': (t) => t.set('Service/health/Log', 'RetentionInDays', t.parameter()),
    'no retention in the CDK’s custom resource': (t) => t.add('Service/Retention', 'Custom::LogRetention', { LogGroupName: 'any' }),
  },
  'own-log-groups': {
    'a function without a log group': (t) => t.drop(health, 'LoggingConfig.LogGroup'),
    'a function that logs elsewhere': (t) => t.set(health, 'LoggingConfig.LogGroup', '/aws/lambda/health'),
    'a function with an unknown log group': (t) => t.set(health, 'LoggingConfig.LogGroup', t.parameter()),
    'an API without an access log': (t) => t.drop('Service/Http/Api/Stage', 'AccessLogSettings'),
    'a REST API without an access log': (t) => t.turn('Service/Http/Api/Stage', 'AWS::ApiGateway::Stage', () => ({})),
  },
  'scalable-targets': {
    'a target without a resource': (t) => t.drop(warm, 'ResourceId'),
    'a target that is $LATEST': (t) =>
      t.set(warm, 'ResourceId', { 'Fn::Sub': [`function:\${name}:$LATEST`, { name: t.ref('Service/get-image/Function') }] }),
    'a target with another name than the alias': (t) => t.set('Service/get-image/Function/Aliaslive', 'Name', 'current'),
    'a target that is not in the template': (t) => t.set(warm, 'ResourceId', 'function:get-image:live'),
    'a minimum of zero': (t) => t.set(warm, 'MinCapacity', 0),
    'no minimum': (t) => t.drop(warm, 'MinCapacity'),
    'an unknown minimum': (t) => t.set(warm, 'MinCapacity', t.parameter()),
    'a minimum above the maximum': (t) => t.set(warm, 'MinCapacity', 11),
    'an alias with a canary release': (t) => {
      t.at('Service/get-image/Function/Aliaslive').UpdatePolicy = { CodeDeployLambdaAliasUpdate: { ApplicationName: 'any' } };
    },
    'an alias with weights': (t) =>
      t.set('Service/get-image/Function/Aliaslive', 'RoutingConfig', {
        AdditionalVersionWeights: [{ FunctionVersion: '1', FunctionWeight: 0.1 }],
      }),
  },
  'reserved-within-account': {
    'more than the account has': (t) => t.set(health, 'ReservedConcurrentExecutions', 901),
    'a number as a string': (t) => t.set(health, 'ReservedConcurrentExecutions', '901'),
    'an unknown number': (t) => t.set(health, 'ReservedConcurrentExecutions', t.parameter()),
    'too many in total': (t) => {
      t.set(health, 'ReservedConcurrentExecutions', 500);
      t.set('Service/get-image/Function', 'ReservedConcurrentExecutions', 401);
    },
    'a function of another type': (t) =>
      t.turn(health, 'AWS::Serverless::Function', (given) => ({ ...given, ReservedConcurrentExecutions: 1000 })),
  },
  'reserved-for-source': {
    'less than the maximum concurrency of the queue': (t) =>
      t.set('Service/resize-image/Function', 'ReservedConcurrentExecutions', 4),
    'a queue without a maximum concurrency': (t) => {
      t.set('Service/resize-image/Function', 'ReservedConcurrentExecutions', 5);
      t.drop('Service/UploadTrigger/Mapping', 'ScalingConfig');
    },
    'an unknown number': (t) => t.set('Service/resize-image/Function', 'ReservedConcurrentExecutions', t.parameter()),
    'a queue with an unknown maximum concurrency': (t) => {
      t.set('Service/resize-image/Function', 'ReservedConcurrentExecutions', 5);
      t.set('Service/UploadTrigger/Mapping', 'ScalingConfig.MaximumConcurrency', t.parameter());
    },
  },
  'provisioned-within-reserved': {
    'autoscaling above the reservation': (t) => t.set('Service/list-images/Function', 'ReservedConcurrentExecutions', 1),
    'scheduled autoscaling above the reservation': (t) => t.set('Service/get-image/Function', 'ReservedConcurrentExecutions', 9),
    'an unknown number': (t) => t.set('Service/get-image/Function', 'ReservedConcurrentExecutions', t.parameter()),
    'an alias above the reservation': (t) => {
      t.set(health, 'ReservedConcurrentExecutions', 1);
      t.set('Service/health/Function/Aliaslive', 'ProvisionedConcurrencyConfig', { ProvisionedConcurrentExecutions: 2 });
    },
    'a version above the reservation': (t) => {
      t.set(health, 'ReservedConcurrentExecutions', 1);
      t.set('Service/health/Function/CurrentVersion', 'ProvisionedConcurrencyConfig', { ProvisionedConcurrentExecutions: 2 });
    },
  },
};
