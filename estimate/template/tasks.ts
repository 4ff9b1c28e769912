import type { Resource, Template } from './template';

/** Tasks on Fargate that resize uploads instead of the function. */
export interface DeployedTasks {
  /** Logical id of their service. */
  readonly id: string;
  readonly vcpus: number;
  readonly memoryGb: number;
  readonly min: number;
  readonly max: number;
  readonly hasAddress: boolean;
  readonly isSpot: boolean;
  readonly logGroup?: Resource;
}

/** The tasks of a template; `undefined` when the function resizes uploads. */
export function tasksIn(template: Template): DeployedTasks | undefined {
  const service = template.of('AWS::ECS::Service').find(({ id }) => /^ResizerService[0-9A-F]{8}$/.test(id));
  const [task] = template.referencesIn(service?.properties.TaskDefinition);
  const target = template
    .of('AWS::ApplicationAutoScaling::ScalableTarget')
    .find(({ properties }) => service && template.referencesIn(properties.ResourceId).includes(service));
  if (!service || !task || !target) return undefined;
  const { NetworkConfiguration, CapacityProviderStrategy = [] } = service.properties;
  return {
    id: service.id,
    vcpus: Number(task.properties.Cpu) / 1024,
    memoryGb: Number(task.properties.Memory) / 1024,
    min: Number(target.properties.MinCapacity),
    max: Number(target.properties.MaxCapacity),
    hasAddress: NetworkConfiguration?.AwsvpcConfiguration?.AssignPublicIp === 'ENABLED',
    isSpot: CapacityProviderStrategy.some((each: Resource['properties']) => each.CapacityProvider === 'FARGATE_SPOT'),
    logGroup: template.referencesIn(task.properties.ContainerDefinitions?.[0]?.LogConfiguration)[0],
  };
}
