import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { environmentFor } from '../../../../lambda/contract';
import { triggerNamed } from '../../../../lambda/events/triggers';
import type { FargateResizer } from '../../../../lib/settings/resizer';
import { synthStack, synthTemplate } from '../../../../lib/testing/synth';
import { functionOf, permissionsOf, permissionsOfRole, readable, resourceOf, resourcesOf } from '../../../../lib/testing/template';

const image = `111122223333.dkr.ecr.eu-central-1.amazonaws.com/team/images@sha256:${'0'.repeat(64)}`;
const watched = {
  alarms: true, // part: monitoring
  dashboard: true, // part: monitoring
};
const templateOf = (given: Partial<FargateResizer> = {}) =>
  synthTemplate({ settings: { ...watched, resizer: { compute: 'fargate', image, ...given } } });

const template = templateOf();
const onLambda = synthTemplate({ settings: watched });

const queue = resourceOf(template, 'AWS::SQS::Queue', 'StorageUploadsQueue');
const service = resourceOf(template, 'AWS::ECS::Service');
const task = resourceOf(template, 'AWS::ECS::TaskDefinition');
const [container] = task.properties.ContainerDefinitions;
const cluster = resourceOf(template, 'AWS::ECS::Cluster');

describe('by default', () => {
  it('the function resizes uploads, as with the setting lambda, and nothing of this exists', () => {
    const byDefault = synthTemplate();

    expect(synthTemplate({ settings: { resizer: { compute: 'lambda' } } }).toJSON()).toEqual(byDefault.toJSON());
    expect(
      Object.values<{ Type: string }>(byDefault.toJSON().Resources).filter(({ Type }) => /^AWS::(ECS|EC2)::/.test(Type)),
    ).toEqual([]);
  });
});

describe('a switch between function and containers', () => {
  const { Resources: before } = onLambda.toJSON();
  const { Resources: after } = template.toJSON();

  it('removes only what invokes the function and its permission to receive, so that CloudFormation adds first and removes last', () => {
    const [mapping] = resourcesOf(onLambda, 'AWS::Lambda::EventSourceMapping').filter(({ id }) =>
      id.startsWith('ServiceUploadTrigger'),
    );

    expect(Object.keys(before).filter((id) => !(id in after))).toEqual([mapping?.id]);
    expect(
      permissionsOf(onLambda, 'resize-image').filter((line) => !permissionsOf(template, 'resize-image').includes(line)),
    ).toEqual(
      ['DeleteMessage', 'GetQueueAttributes', 'ReceiveMessage'].map((action) => `Allow sqs:${action} on <StorageUploadsQueue.Arn>`),
    );
  });

  it('leaves the queue, its dead letters, the function, and every resource with a state as they are', () => {
    const changed = Object.keys(before).filter((id) => id in after && JSON.stringify(before[id]) !== JSON.stringify(after[id]));

    expect(changed.map((id) => id.replace(/[0-9A-F]{8}$/, '')).sort()).toEqual([
      'MonitoringDashboard', // part: monitoring
      'ServiceresizeimageRoleDefaultPolicy',
    ]);
    expect(functionOf(template, 'resize-image').properties).toEqual(functionOf(onLambda, 'resize-image').properties);
    expect(template.findOutputs('*')).toEqual(onLambda.findOutputs('*'));
  });
});

describe('the task', () => {
  it('runs the worker of the image, on arm64, with 2 GB for each vCPU', () => {
    expect(task.properties).toMatchObject({
      Cpu: '1024',
      Memory: '2048',
      NetworkMode: 'awsvpc',
      RequiresCompatibilities: ['FARGATE'],
      RuntimePlatform: { CpuArchitecture: 'ARM64', OperatingSystemFamily: 'LINUX' },
    });
    expect(task.properties.ContainerDefinitions).toHaveLength(1);
    expect(container).toMatchObject({ Name: 'worker', Image: image, Command: ['--worker'], Essential: true });
    const larger = resourceOf(templateOf({ vcpus: 4 }), 'AWS::ECS::TaskDefinition').properties;
    expect(larger).toMatchObject({ Cpu: '4096', Memory: '8192' });
    expect(larger.ContainerDefinitions[0].Environment).toContainEqual({ Name: 'WORKER_CONCURRENCY', Value: '4' });
  });

  it('is not root, and writes to no file', () => {
    expect(container).toMatchObject({ User: '1000:1000', ReadonlyRootFilesystem: true, Privileged: false });
  });

  it('has two minutes to finish its work or return it, and the process a little less', () => {
    expect(container.StopTimeout).toBe(120);
    expect(container.Environment).toContainEqual({ Name: 'GRACE_SECONDS', Value: '110' });
  });

  it('is replaced when its process is not live', () => {
    const { Command, ...times } = container.HealthCheck;

    expect(Command.slice(0, 3)).toEqual(['CMD', 'node', '--eval']);
    expect(Command[3]).toContain("fetch('http://127.0.0.1:8080/live')");
    expect(times).toEqual({ Interval: 30, Timeout: 5, Retries: 3, StartPeriod: 30 });
  });

  it('has the environment of the function, the queue, and what the process needs besides', () => {
    const environment: { Name: string; Value: unknown }[] = container.Environment;
    const ofFunction = functionOf(template, 'resize-image').properties.Environment.Variables;
    const given = (name: string) => environment.find(({ Name }) => Name === name)?.Value;

    for (const name of environmentFor(triggerNamed('resize-image').may))
      expect([name, given(name)]).toEqual([name, ofFunction[name]]);
    expect(given('UPLOADS_QUEUE_URL')).toEqual({ Ref: queue.id });
    expect(given('AWS_REGION')).toEqual({ Ref: 'AWS::Region' });
    expect(environment.map(({ Name }) => Name).sort()).toEqual(
      [...Object.keys(ofFunction), 'UPLOADS_QUEUE_URL', 'AWS_REGION', 'WORKER_CONCURRENCY', 'GRACE_SECONDS'].sort(),
    );
  });

  it('logs to a group with the retention of the stage', () => {
    const group = resourceOf(template, 'AWS::Logs::LogGroup', 'ResizerLog');

    expect(group).toMatchObject({ properties: { RetentionInDays: 7 }, deletionPolicy: 'Delete' });
    expect(container.LogConfiguration).toEqual({
      LogDriver: 'awslogs',
      Options: { 'awslogs-group': { Ref: group.id }, 'awslogs-region': { Ref: 'AWS::Region' }, 'awslogs-stream-prefix': 'worker' },
    });
  });

  it('may do what the function may with the queue, and extend how long a message is hidden', () => {
    const ofFunction = permissionsOf(onLambda, 'resize-image').filter((line) => !line.includes(' logs:'));

    expect(permissionsOfRole(template, 'ResizerTaskRole')).toEqual(
      [...ofFunction, 'Allow sqs:ChangeMessageVisibility on <StorageUploadsQueue.Arn>'].sort(),
    );
  });

  it('is started by a role that may pull from one repository and write the log', () => {
    const repository = 'arn:<AWS::Partition>:ecr:eu-central-1:111122223333:repository/team/images';

    expect(permissionsOfRole(template, 'ResizerExecutionRole')).toEqual([
      `Allow ecr:BatchCheckLayerAvailability on ${repository}`,
      `Allow ecr:BatchGetImage on ${repository}`,
      'Allow ecr:GetAuthorizationToken on *',
      `Allow ecr:GetDownloadUrlForLayer on ${repository}`,
      'Allow logs:CreateLogStream on <ResizerLog.Arn>',
      'Allow logs:PutLogEvents on <ResizerLog.Arn>',
    ]);
    for (const role of ['ResizerTaskRole', 'ResizerExecutionRole']) {
      expect(resourceOf(template, 'AWS::IAM::Role', role).properties).toEqual({
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'ecs-tasks.amazonaws.com' } }],
        },
      });
    }
    expect(task.properties).toMatchObject({
      TaskRoleArn: { 'Fn::GetAtt': [resourceOf(template, 'AWS::IAM::Role', 'ResizerTaskRole').id, 'Arn'] },
      ExecutionRoleArn: { 'Fn::GetAtt': [resourceOf(template, 'AWS::IAM::Role', 'ResizerExecutionRole').id, 'Arn'] },
    });
  });
});

describe('the service', () => {
  it.each([
    ['FARGATE', false],
    ['FARGATE_SPOT', true],
  ])('runs on %s with spot %s', (CapacityProvider, spot) => {
    expect(resourceOf(templateOf({ spot }), 'AWS::ECS::Service').properties.CapacityProviderStrategy).toEqual([
      { CapacityProvider, Weight: 1 },
    ]);
  });

  it('can use the capacity of its cluster, which pays for no metrics', () => {
    expect(cluster.properties).toEqual({
      CapacityProviders: ['FARGATE', 'FARGATE_SPOT'],
      ClusterSettings: [{ Name: 'containerInsights', Value: 'disabled' }],
    });
    expect(service.properties).toMatchObject({ Cluster: { Ref: cluster.id }, TaskDefinition: { Ref: task.id } });
  });

  it('replaces tasks one after another, and returns to the last ones when new ones fail', () => {
    expect(service.properties.DeploymentConfiguration).toEqual({
      DeploymentCircuitBreaker: { Enable: true, Rollback: true },
      MinimumHealthyPercent: 100,
      MaximumPercent: 200,
    });
    expect(service.properties.AvailabilityZoneRebalancing).toBe('DISABLED');
  });

  it('does not reset the number of tasks in a deployment', () => {
    expect(service.properties).not.toHaveProperty('DesiredCount');
  });
});

describe('the network', () => {
  const subnets = resourcesOf(template, 'AWS::EC2::Subnet');
  const group = resourceOf(template, 'AWS::EC2::SecurityGroup');

  it('has a public subnet in each of two zones, and no NAT gateway', () => {
    expect(subnets.map(({ properties }) => [properties.CidrBlock, properties.AvailabilityZone['Fn::Select'][0]])).toEqual([
      ['10.0.0.0/24', 0],
      ['10.0.1.0/24', 1],
    ]);
    expect(resourcesOf(template, 'AWS::EC2::NatGateway')).toEqual([]);
    expect(resourceOf(template, 'AWS::EC2::VPC').properties).toMatchObject({ EnableDnsHostnames: true, EnableDnsSupport: true });
    expect(subnets.map(({ properties }) => properties.MapPublicIpOnLaunch)).toEqual([false, false]);
    const routes = resourcesOf(template, 'AWS::EC2::Route');
    expect(
      routes.map(({ properties: { GatewayId, DestinationCidrBlock } }) => [readable(GatewayId), DestinationCidrBlock]),
    ).toEqual(subnets.map(() => ['<ResizerNetworkVpcIGW>', '0.0.0.0/0']));
  });

  it('sends the traffic of each subnet by its own route table', () => {
    const tables = resourcesOf(template, 'AWS::EC2::RouteTable').map(({ id }) => ({ Ref: id }));
    const tablesIn = (type: string) => resourcesOf(template, type).map(({ properties }) => properties.RouteTableId);

    expect(tables).toHaveLength(2);
    expect(tablesIn('AWS::EC2::Route')).toEqual(tables);
    expect(resourcesOf(template, 'AWS::EC2::SubnetRouteTableAssociation').map(({ properties }) => properties)).toEqual(
      subnets.map(({ id }, index) => ({ SubnetId: { Ref: id }, RouteTableId: tables[index] })),
    );
    expect(resourceOf(template, 'AWS::EC2::VPCGatewayAttachment').properties).toEqual({
      VpcId: { Ref: resourceOf(template, 'AWS::EC2::VPC').id },
      InternetGatewayId: { Ref: resourceOf(template, 'AWS::EC2::InternetGateway').id },
    });
    for (const { properties } of resourcesOf(template, 'AWS::EC2::VPCEndpoint')) expect(properties.RouteTableIds).toEqual(tables);
  });

  it('gives each task an address, and lets no one connect to it', () => {
    expect(service.properties.NetworkConfiguration.AwsvpcConfiguration).toEqual({
      AssignPublicIp: 'ENABLED',
      SecurityGroups: [{ 'Fn::GetAtt': [group.id, 'GroupId'] }],
      Subnets: subnets.map(({ id }) => ({ Ref: id })),
    });
    expect(group.properties).not.toHaveProperty('SecurityGroupIngress');
    expect(resourcesOf(template, 'AWS::EC2::SecurityGroupIngress')).toEqual([]);
    expect(group.properties.SecurityGroupEgress).toEqual([
      { CidrIp: '0.0.0.0/0', Description: 'HTTPS', IpProtocol: 'tcp', FromPort: 443, ToPort: 443 },
    ]);
  });

  it('reaches S3 and DynamoDB by endpoints that are free', () => {
    const endpoints = resourcesOf(template, 'AWS::EC2::VPCEndpoint').map(({ properties }) => properties);

    expect(endpoints.map(({ ServiceName }) => readable(ServiceName))).toEqual([
      'com.amazonaws.<AWS::Region>.s3',
      'com.amazonaws.<AWS::Region>.dynamodb',
    ]);
    expect(endpoints.map(({ VpcEndpointType, RouteTableIds }) => [VpcEndpointType, RouteTableIds.length])).toEqual([
      ['Gateway', 2],
      ['Gateway', 2],
    ]);
  });
});

describe('the number of tasks', () => {
  const policyOf = (its: typeof template, id: string) =>
    resourceOf(its, 'AWS::ApplicationAutoScaling::ScalingPolicy', `ResizerScaling${id}`);
  const stepsOf = (its: typeof template) => policyOf(its, 'Needed').properties.StepScalingPolicyConfiguration.StepAdjustments;

  /** The tasks that the steps set for a number of messages. */
  const tasksFor = (given: Partial<FargateResizer>, messages: number) =>
    stepsOf(templateOf(given)).find(
      ({ MetricIntervalLowerBound: from, MetricIntervalUpperBound: to = Number.POSITIVE_INFINITY }: Record<string, number>) =>
        messages - 1 >= (from ?? 0) && messages - 1 < to,
    )?.ScalingAdjustment;

  it('is between the settings', () => {
    const target = resourceOf(templateOf({ minTasks: 2, maxTasks: 7 }), 'AWS::ApplicationAutoScaling::ScalableTarget').properties;

    expect(target).toMatchObject({
      MinCapacity: 2,
      MaxCapacity: 7,
      ServiceNamespace: 'ecs',
      ScalableDimension: 'ecs:service:DesiredCount',
    });
    expect(readable(target.ResourceId)).toBe('service/<ResizerCluster>/<ResizerService.Name>');
    expect(readable(target.RoleARN)).toMatch(
      /^arn:<AWS::Partition>:iam::<AWS::AccountId>:role\/aws-service-role\/ecs\.application-autoscaling\.amazonaws\.com\//,
    );
  });

  it.each([
    [1, 1],
    [10, 1],
    [11, 2],
    [20, 2],
    [21, 3],
    [10_000, 3],
  ])('is, for %d messages, %d of at most 3, with 10 messages for each', (messages, tasks) => {
    expect(tasksFor({}, messages)).toBe(tasks);
  });

  it.each([{}, { maxTasks: 20 }, { maxTasks: 4, uploadsPerTask: 7 }])('grows by a step for each task, with %o', (given) => {
    const { maxTasks = 3, uploadsPerTask = 10 } = given as Partial<FargateResizer>;

    expect(stepsOf(templateOf(given))).toEqual(
      Array.from({ length: maxTasks }, (_, step) => ({
        MetricIntervalLowerBound: step * uploadsPerTask,
        ...(step < maxTasks - 1 && { MetricIntervalUpperBound: (step + 1) * uploadsPerTask }),
        ScalingAdjustment: step + 1,
      })),
    );
  });

  it('grows in at most 20 steps, which Application Auto Scaling accepts, up to the maximum', () => {
    const steps = stepsOf(templateOf({ maxTasks: 100, uploadsPerTask: 4 }));

    expect(steps).toHaveLength(20);
    expect(steps.at(-1)).toEqual({ MetricIntervalLowerBound: 380, ScalingAdjustment: 100 });
    expect([1, 20, 21, 400].map((messages) => tasksFor({ maxTasks: 100, uploadsPerTask: 4 }, messages))).toEqual([5, 5, 10, 100]);
  });

  it.each([
    ['Waiting', 'Needed', 'GreaterThanOrEqualToThreshold', 1, 'notBreaching'],
    ['Empty', 'None', 'LessThanThreshold', 5, 'ignore'],
  ])('changes by the alarm %s, about messages that wait or are in hand', (name, policy, ComparisonOperator, minutes, missing) => {
    const { Metrics, ...alarm } = resourceOf(template, 'AWS::CloudWatch::Alarm', `ResizerScaling${name}`).properties;
    const QueueName = [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [queue.id, 'QueueName'] } }];

    expect(alarm).toMatchObject({
      AlarmActions: [{ Ref: policyOf(template, policy).id }],
      ComparisonOperator,
      Threshold: 1,
      EvaluationPeriods: minutes,
      TreatMissingData: missing,
    });
    expect(Metrics).toEqual([
      expect.objectContaining({ Expression: 'SUM(METRICS())', ReturnData: true }),
      ...['ApproximateNumberOfMessagesVisible', 'ApproximateNumberOfMessagesNotVisible'].map((MetricName) => ({
        Id: expect.any(String),
        ReturnData: false,
        MetricStat: { Metric: { Namespace: 'AWS/SQS', MetricName, Dimensions: QueueName }, Period: 60, Stat: 'Maximum' },
      })),
    ]);
  });

  it('goes back to zero when the queue is empty', () => {
    expect(policyOf(template, 'None').properties).toMatchObject({
      PolicyType: 'StepScaling',
      ScalingTargetId: { Ref: resourceOf(template, 'AWS::ApplicationAutoScaling::ScalableTarget').id },
      StepScalingPolicyConfiguration: {
        AdjustmentType: 'ExactCapacity',
        MetricAggregationType: 'Maximum',
        Cooldown: 300,
        StepAdjustments: [{ MetricIntervalUpperBound: 0, ScalingAdjustment: 0 }],
      },
    });
    expect(policyOf(template, 'Needed').properties).toMatchObject({
      PolicyType: 'StepScaling',
      ScalingTargetId: { Ref: resourceOf(template, 'AWS::ApplicationAutoScaling::ScalableTarget').id },
      StepScalingPolicyConfiguration: { AdjustmentType: 'ExactCapacity', MetricAggregationType: 'Maximum', Cooldown: 300 },
    });
  });
});

// part: monitoring
describe('the monitoring', () => {
  const ofService = [
    { Name: 'ClusterName', Value: { Ref: cluster.id } },
    { Name: 'ServiceName', Value: { 'Fn::GetAtt': [service.id, 'Name'] } },
  ];

  it('reports uploads that wait while no task runs', () => {
    const { Metrics, ...alarm } = resourceOf(template, 'AWS::CloudWatch::Alarm', 'MonitoringAlarmstasksmissing').properties;

    expect(alarm).toMatchObject({
      AlarmActions: [{ Ref: resourceOf(template, 'AWS::SNS::Topic').id }],
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      Threshold: 1,
      EvaluationPeriods: 3,
      TreatMissingData: 'notBreaching',
    });
    expect(alarm.AlarmDescription).toMatch(/docs\/runbook\.md#tasks-missing$/);
    expect(Metrics).toEqual([
      expect.objectContaining({ Expression: 'IF(waiting > 0 AND FILL(reports, 0) < 1, 1, 0)', ReturnData: true }),
      {
        Id: 'waiting',
        ReturnData: false,
        MetricStat: {
          Metric: {
            Namespace: 'AWS/SQS',
            MetricName: 'ApproximateNumberOfMessagesVisible',
            Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [queue.id, 'QueueName'] } }],
          },
          Period: 300,
          Stat: 'Minimum',
        },
      },
      {
        Id: 'reports',
        ReturnData: false,
        MetricStat: {
          Metric: { Namespace: 'AWS/ECS', MetricName: 'CPUUtilization', Dimensions: ofService },
          Period: 300,
          Stat: 'SampleCount',
        },
      },
    ]);
  });

  it('still reports the oldest upload, and dead letters', () => {
    for (const name of ['uploadswaiting', 'uploaddeadletters'])
      expect(resourceOf(template, 'AWS::CloudWatch::Alarm', `MonitoringAlarms${name}`).properties).toEqual(
        resourceOf(onLambda, 'AWS::CloudWatch::Alarm', `MonitoringAlarms${name}`).properties,
      );
  });

  it('shows the tasks on the dashboard', () => {
    const { widgets } = JSON.parse(readable(resourceOf(template, 'AWS::CloudWatch::Dashboard').properties.DashboardBody));
    const metricsOf = (name: string) =>
      widgets
        .find(({ properties }: { properties: { title: string } }) => properties.title === name)
        .properties.metrics.map((metric: readonly unknown[]) => metric.slice(0, 6));
    const alarms = resourcesOf(template, 'AWS::CloudWatch::Alarm').filter(({ id }) => id.startsWith('MonitoringAlarms'));
    const dimensions = ['ClusterName', '<ResizerCluster>', 'ServiceName', '<ResizerService.Name>'];

    expect(widgets[0].properties.alarms).toEqual(alarms.map(({ id }) => `<${id.replace(/[0-9A-F]{8}$/, '')}.Arn>`));
    expect(metricsOf('Tasks that resize')).toEqual([['AWS/ECS', 'CPUUtilization', ...dimensions]]);
    expect(metricsOf('Use of the tasks, %')).toEqual([
      ['AWS/ECS', 'CPUUtilization', ...dimensions],
      ['AWS/ECS', 'MemoryUtilization', ...dimensions],
    ]);
  });
});

it('causes no warning during synthesis', () => {
  const stack = synthStack({ settings: { resizer: { compute: 'fargate', image } } });

  expect(Annotations.fromStack(stack).findWarning('/*/Resizer/*', Match.anyValue())).toEqual([]);
});
