import { Annotations, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  AvailabilityZoneRebalancing,
  CfnCluster,
  Cluster,
  ContainerImage,
  ContainerInsights,
  CpuArchitecture,
  FargateService,
  FargateTaskDefinition,
  LogDriver,
  OperatingSystemFamily,
} from 'aws-cdk-lib/aws-ecs';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { environmentFor, queueUrlKey } from '../../../lambda/contract';
import { triggerNamed } from '../../../lambda/events/triggers';
import { permitsOf } from '../../../lambda/function-row';
import { type FargateResizer, repositoryOf, resizerDefaults } from '../../settings/resizer';
import { statementsFor } from '../service/permissions';
import type { Service } from '../service/service';
import type { Storage } from '../storage/storage';
import { Network } from './network';
import { ScaleWithQueue } from './scale-with-queue';

export interface ResizeServiceProps {
  readonly resizer: FargateResizer;
  readonly storage: Storage;
  readonly service: Service;
  readonly logRetention: RetentionDays;
}

/** The longest that Fargate waits between SIGTERM and SIGKILL. */
const stopSeconds = 120;

/** MiB for each vCPU, and so for each image in hand: as measured for the function. */
const memoryPerVcpu = 2048;

/** Tasks on Fargate that process the queue of uploads instead of the function `resize-image`, with the same code and permissions. */
export class ResizeService extends Construct {
  readonly service: FargateService;

  constructor(scope: Construct, id: string, { resizer, storage, service, logRetention }: ResizeServiceProps) {
    super(scope, id);
    const row = triggerNamed('resize-image');
    const { spot, vcpus, minTasks, maxTasks, uploadsPerTask, image } = { ...resizerDefaults, ...resizer };
    const { queue } = storage.queues[row.on.queue];
    const { vpc, callsOut } = new Network(this, 'Network');
    const logGroup = new LogGroup(this, 'Log', { retention: logRetention, removalPolicy: RemovalPolicy.DESTROY });
    // Metrics for each task would be billed as custom metrics. What scaling reads is free.
    const cluster = new Cluster(this, 'Cluster', { vpc, containerInsightsV2: ContainerInsights.DISABLED });
    // `enableFargateCapacityProviders` adds them by a resource that the service does not wait for.
    if (CfnCluster.isCfnCluster(cluster.node.defaultChild))
      cluster.node.defaultChild.capacityProviders = ['FARGATE', 'FARGATE_SPOT'];
    const assumedBy = new ServicePrincipal('ecs-tasks.amazonaws.com');
    const executionRole = new Role(this, 'ExecutionRole', { assumedBy });
    for (const statement of pulling(Stack.of(this), image)) executionRole.addToPolicy(statement);
    const taskRole = new Role(this, 'TaskRole', { assumedBy });
    for (const statement of statementsFor(permitsOf(row), { ...storage, bus: service.bus })) taskRole.addToPolicy(statement);
    taskRole.addToPolicy(
      new PolicyStatement({
        actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility', 'sqs:GetQueueAttributes'],
        resources: [queue.queueArn],
      }),
    );
    const taskDefinition = new FargateTaskDefinition(this, 'Task', {
      cpu: 1024 * vcpus,
      memoryLimitMiB: memoryPerVcpu * vcpus,
      runtimePlatform: { cpuArchitecture: CpuArchitecture.ARM64, operatingSystemFamily: OperatingSystemFamily.LINUX },
      taskRole,
      executionRole,
    });
    const container = taskDefinition.addContainer('worker', {
      image: ContainerImage.fromRegistry(image),
      command: ['--worker'],
      environment: {
        ...service.environmentOf([...environmentFor(permitsOf(row)), queueUrlKey(row.on.queue)]),
        AWS_REGION: Stack.of(this).region,
        WORKER_CONCURRENCY: String(vcpus),
        // Leaves time to return the messages that are not finished.
        GRACE_SECONDS: String(stopSeconds - 10),
      },
      logging: LogDriver.awsLogs({ logGroup, streamPrefix: 'worker' }),
      readonlyRootFilesystem: true,
      user: '1000:1000',
      privileged: false,
      stopTimeout: Duration.seconds(stopSeconds),
      // ECS ignores the health check of an image.
      healthCheck: {
        command: ['CMD', 'node', '--eval', liveness],
        interval: Duration.seconds(30),
        timeout: Duration.seconds(5),
        retries: 3,
        startPeriod: Duration.seconds(30),
      },
    });
    Annotations.of(container).acknowledgeWarning('@aws-cdk/aws-ecs:ecrImageRequiresPolicy', 'The execution role may pull it.');
    this.service = new FargateService(this, 'Service', {
      cluster,
      taskDefinition,
      // No `desiredCount`: every deployment would reset what scaling has set. A new service starts one task, which proves the image.
      capacityProviderStrategies: [{ capacityProvider: spot ? 'FARGATE_SPOT' : 'FARGATE', weight: 1 }],
      assignPublicIp: true,
      vpcSubnets: { subnets: vpc.publicSubnets },
      securityGroups: [callsOut],
      circuitBreaker: { rollback: true },
      // During a deployment, old tasks work until new ones are healthy. Both may receive from the queue.
      minHealthyPercent: 100,
      maxHealthyPercent: 200,
      availabilityZoneRebalancing: AvailabilityZoneRebalancing.DISABLED,
    });
    new ScaleWithQueue(this, 'Scaling', {
      service: this.service,
      minTasks,
      maxTasks,
      queue,
      messagesPerTask: uploadsPerTask,
    });
  }
}

/** Asks the process whether it works. The image contains no shell. */
const liveness = "fetch('http://127.0.0.1:8080/live').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))";

/** Allows to pull from one repository. A token to sign in to ECR is for all of them. */
function pulling(stack: Stack, image: string): PolicyStatement[] {
  const { account, region, name } = repositoryOf(image);
  return [
    new PolicyStatement({ actions: ['ecr:GetAuthorizationToken'], resources: ['*'] }),
    new PolicyStatement({
      actions: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
      resources: [stack.formatArn({ service: 'ecr', resource: 'repository', resourceName: name, account, region })],
    }),
  ];
}
