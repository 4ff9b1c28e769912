import { type Contract, contractOfCode } from './contract/contract';
import type { Invariant, Violation } from './invariant';
import { linesOf } from './lines';
import type { Permissions } from './permissions';
import { allows, foreignPolicies, isAbout, statementsOf } from './statements';
import { isTrue, listOf, numberOf, type Resource, show, type Template, textOf, type Value } from './template';

/** What a container may do instead of a function, beside the permissions of the function. */
const extension = 'sqs:ChangeMessageVisibility';

const tasksIn = (template: Template) => template.of('AWS::ECS::TaskDefinition');
const servicesIn = (template: Template) => template.of('AWS::ECS::Service');
const containersOf = ({ properties }: Resource): Value[] => listOf(properties.ContainerDefinitions);

function roleOf(template: Template, task: Resource, property: 'TaskRoleArn' | 'ExecutionRoleArn'): Resource | undefined {
  return template.named(task.properties[property], 'AWS::IAM::Role')[0];
}

/** The queues whose messages the containers of the template receive. */
export function servedQueues(template: Template): Resource[] {
  const statements = tasksIn(template).flatMap((task) => {
    const role = roleOf(template, task, 'TaskRoleArn');
    return role ? statementsOf(template, role).filter((statement) => allows(statement, ['sqs:ReceiveMessage'])) : [];
  });
  return template.of('AWS::SQS::Queue').filter((queue) => statements.some((statement) => isAbout(template, statement, queue)));
}

export const confinedTasks: Invariant = {
  name: 'confined-tasks',
  holds:
    'A container is not root, writes to no file system of its image, and logs to a log group of the template; no one can connect to its task.',
  violations: (template) => [
    ...tasksIn(template).flatMap((task) => containersOf(task).flatMap((container) => unconfined(template, task, container))),
    ...servicesIn(template).flatMap((service) => reachable(template, service)),
  ],
};

function unconfined(template: Template, { id }: Resource, container: Value): Violation[] {
  const { User, ReadonlyRootFilesystem, Privileged, LogConfiguration } = container;
  const wrong: [boolean, string, Value, string][] = [
    [/^[1-9]\d*(:[1-9]\d*)?$/.test(String(User)), 'User', User, 'the number of a user that is not root'],
    [isTrue(ReadonlyRootFilesystem), 'ReadonlyRootFilesystem', ReadonlyRootFilesystem, 'true'],
    [Privileged === undefined || Privileged === false, 'Privileged', Privileged, 'false'],
    [
      LogConfiguration?.LogDriver === 'awslogs' &&
        template.named(LogConfiguration.Options?.['awslogs-group'], 'AWS::Logs::LogGroup').length === 1,
      'LogConfiguration',
      LogConfiguration,
      'awslogs, to a log group of this template',
    ],
  ];
  return wrong.filter(([holds]) => !holds).map(([, name, value, required]) => ({ id, value: `${name} ${show(value)}`, required }));
}

function reachable(template: Template, { id, properties }: Resource): Violation[] {
  const { SecurityGroups } = properties.NetworkConfiguration?.AwsvpcConfiguration ?? {};
  const groups = template.named(SecurityGroups, 'AWS::EC2::SecurityGroup');
  const opened = template.of('AWS::EC2::SecurityGroupIngress').filter(({ properties: { GroupId } }) => {
    return template.named(GroupId, 'AWS::EC2::SecurityGroup').some((group) => groups.includes(group));
  });
  const inside = groups.filter((group) => listOf(group.properties.SecurityGroupIngress).length > 0);
  return [
    ...(groups.length > 0 && groups.length === listOf(SecurityGroups).length
      ? []
      : [
          {
            id,
            value: `SecurityGroups ${show(SecurityGroups)}`,
            required: 'security groups of this template, which can be checked',
          },
        ]),
    ...[...opened, ...inside].map((group) => ({ id: group.id, value: 'ingress', required: 'none: no one calls the tasks' })),
  ];
}

/** @param permissions what each function may do */
export const contractWorker = (permissions: Permissions, contract: Contract = contractOfCode): Invariant => ({
  name: 'contract-worker',
  holds:
    'Uploads are received by the function or by containers; a container has the environment and exactly the permissions of the function, and time to stop.',
  violations: (template) =>
    servicesIn(template).flatMap((service) => {
      const [task] = template.named(service.properties.TaskDefinition, 'AWS::ECS::TaskDefinition');
      if (!task) return [{ id: service.id, value: show(service.properties.TaskDefinition), required: 'a task of this template' }];
      return [
        ...safeDeployment(service),
        ...onlyReceiver(template, service),
        ...containersOf(task).flatMap((container) => ofContainer(template, task, container, contract)),
        ...exactRole(template, task, permissions),
      ];
    }),
});

/** A deployment whose tasks fail ends, and is rolled back. Until then, the old tasks work. */
function safeDeployment({ id, properties }: Resource): Violation[] {
  const { DeploymentCircuitBreaker: breaker, MinimumHealthyPercent: least } = properties.DeploymentConfiguration ?? {};
  return [
    ...(isTrue(breaker?.Enable) && isTrue(breaker?.Rollback)
      ? []
      : [{ id, value: `DeploymentCircuitBreaker ${show(breaker)}`, required: 'enabled, with a rollback' }]),
    ...(least === undefined || numberOf(least) === 100
      ? []
      : [{ id, value: `MinimumHealthyPercent ${show(least)}`, required: '100: old tasks work until the new ones are healthy' }]),
    ...(properties.DesiredCount === undefined
      ? []
      : [
          {
            id,
            value: `DesiredCount ${show(properties.DesiredCount)}`,
            required: 'none: a deployment would reset what scaling has set',
          },
        ]),
  ];
}

function onlyReceiver(template: Template, { id }: Resource): Violation[] {
  const queues = servedQueues(template);
  const mapped = template
    .of('AWS::Lambda::EventSourceMapping')
    .filter(({ properties }) => template.named(properties.EventSourceArn, 'AWS::SQS::Queue').some((each) => queues.includes(each)));
  if (queues.length === 1 && mapped.length === 0) return [];
  return [
    {
      id,
      value: `receives from ${queues.length} queues, and a function from ${mapped.length} of them`,
      required: 'one queue, from which no function receives',
    },
  ];
}

function ofContainer(template: Template, { id }: Resource, container: Value, contract: Contract): Violation[] {
  const given = new Map<string, Value>(listOf(container.Environment).map(({ Name, Value: value }) => [Name, value]));
  const resizer = template
    .of('AWS::Lambda::Function')
    .find(({ path }) => path === 'Service/resize-image/Function/Resource')?.properties;
  const expected = new Map<string, Value>(
    contract.functions['resize-image'].environment.map((key) => [key, resizer?.Environment?.Variables?.[key]]),
  );
  const [queue] = servedQueues(template);
  const [key] = Object.entries(contract.queueConsumers).find(([, consumer]) => consumer === 'resize-image') ?? [];
  if (key) expected.set(key, { Ref: queue?.id });
  const wrong = [...expected].filter(([name, value]) => JSON.stringify(given.get(name)) !== JSON.stringify(value));
  const [grace, stop] = [numberOf(given.get('GRACE_SECONDS')), numberOf(container.StopTimeout ?? 30)];
  return [
    ...wrong.map(([name, value]) => ({
      id,
      value: `${name} ${show(given.get(name))}`,
      required: `${show(value)}, as the function resize-image has it`,
    })),
    ...(grace !== undefined && stop !== undefined && grace < stop && stop <= 120
      ? []
      : [
          {
            id,
            value: `GRACE_SECONDS ${show(given.get('GRACE_SECONDS'))}, StopTimeout ${show(container.StopTimeout)}`,
            required: 'less time to finish work than Fargate waits, at most 120 seconds',
          },
        ]),
  ];
}

function exactRole(template: Template, task: Resource, permissions: Permissions): Violation[] {
  const role = roleOf(template, task, 'TaskRoleArn');
  if (!role)
    return [{ id: task.id, value: `TaskRoleArn ${show(task.properties.TaskRoleArn)}`, required: 'a role of this template' }];
  const ofFunction = permissions['resize-image'] ?? [];
  const expected = new Set([
    ...ofFunction,
    ...ofFunction.filter((line) => line.startsWith('sqs:ReceiveMessage ')).map((line) => line.replace(/^\S+/, extension)),
  ]);
  const found = new Set(statementsOf(template, role).flatMap(({ json }) => linesOf(template, json)));
  return [
    ...foreignPolicies(template, role).map((arn) => ({ id: role.id, value: textOf(arn), required: 'no managed policy' })),
    ...[...found]
      .filter((line) => !expected.has(line))
      .map((line) => ({ id: role.id, value: line, required: 'nothing that resize-image may not do' })),
    ...[...expected].filter((line) => !found.has(line)).map((line) => ({ id: role.id, value: 'not allowed', required: line })),
  ];
}
