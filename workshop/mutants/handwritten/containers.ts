import type { Draft } from '../../../test/proof/draft';
import type { MutantsByInvariant } from './mutants';

const task = 'Resizer/Task';
const service = 'Resizer/Service/Service';
const group = 'Resizer/Network/CallsOut';

/** Changes the container of the task. */
const container =
  (changes: object) =>
  (t: Draft): void => {
    Object.assign(t.at(task).Properties.ContainerDefinitions[0], changes);
  };

/** Sets an environment variable of the container. */
const variable =
  (name: string, value: unknown) =>
  (t: Draft): void => {
    for (const each of t.at(task).Properties.ContainerDefinitions[0].Environment) if (each.Name === name) each.Value = value;
  };

/** For the template of a stage whose uploads are resized by containers. */
export const containerMutants: MutantsByInvariant = {
  'contract-worker': {
    'no circuit breaker': (t) => t.drop(service, 'DeploymentConfiguration.DeploymentCircuitBreaker'),
    'no rollback': (t) => t.set(service, 'DeploymentConfiguration.DeploymentCircuitBreaker.Rollback', false),
    'old tasks stop before new ones are healthy': (t) => t.set(service, 'DeploymentConfiguration.MinimumHealthyPercent', 0),
    'a number of tasks that each deployment resets': (t) => t.set(service, 'DesiredCount', 1),
    'a task that is not in the template': (t) => t.set(service, 'TaskDefinition', 'images:1'),
    'the function receives uploads as well': (t) =>
      t.add('Service/UploadTrigger/Mapping', 'AWS::Lambda::EventSourceMapping', {
        EventSourceArn: t.arn('Storage/Uploads/Queue'),
        FunctionName: t.ref('Service/resize-image/Function/Aliaslive'),
      }),
    'the queue of dead letters': variable('UPLOADS_QUEUE_URL', 'https://sqs.eu-central-1.amazonaws.com/111122223333/dead'),
    'no bucket of the renditions': variable('RENDITIONS_BUCKET', undefined),
    'other settings of images than the function': variable('IMAGE_SETTINGS', '{}'),
    'a stop before the work is finished': container({ StopTimeout: 30 }),
    'a longer stop than Fargate allows': container({ StopTimeout: 121 }),
    'no time to stop': variable('GRACE_SECONDS', undefined),
    'a role that is not in the template': (t) => t.set(task, 'TaskRoleArn', 'arn:aws:iam::111122223333:role/tasks'),
    'a managed policy': (t) => t.set('Resizer/TaskRole', 'ManagedPolicyArns', ['arn:aws:iam::aws:policy/AmazonS3FullAccess']),
    'a permission that the function does not have': (t) => {
      t.at('Resizer/TaskRole/DefaultPolicy').Properties.PolicyDocument.Statement[0].Action.push('dynamodb:DeleteItem');
    },
    'a missing permission': (t) => {
      t.at('Resizer/TaskRole/DefaultPolicy').Properties.PolicyDocument.Statement[0].Action.pop();
    },
  },
  'confined-tasks': {
    root: container({ User: 'root' }),
    'the user of the image, which may be root': container({ User: undefined }),
    'the user with the number 0': container({ User: '0:0' }),
    'a file system that can be written': container({ ReadonlyRootFilesystem: false }),
    'a privileged container': container({ Privileged: true }),
    'no log': container({ LogConfiguration: undefined }),
    'a log group that is not in the template': (t) => {
      t.at(task).Properties.ContainerDefinitions[0].LogConfiguration.Options['awslogs-group'] = '/ecs/images';
    },
    'connections from everywhere': (t) =>
      t.set(group, 'SecurityGroupIngress', [{ CidrIp: '0.0.0.0/0', IpProtocol: 'tcp', FromPort: 8080, ToPort: 8080 }]),
    'connections by another resource': (t) =>
      t.add('Resizer/Ingress', 'AWS::EC2::SecurityGroupIngress', {
        GroupId: { 'Fn::GetAtt': [t.ref(group).Ref, 'GroupId'] },
        CidrIp: '0.0.0.0/0',
        IpProtocol: '-1',
      }),
    'a security group that is not in the template': (t) =>
      t.set(service, 'NetworkConfiguration.AwsvpcConfiguration.SecurityGroups', ['sg-0123456789abcdef0']),
    'no security group': (t) => t.drop(service, 'NetworkConfiguration.AwsvpcConfiguration.SecurityGroups'),
  },
};
