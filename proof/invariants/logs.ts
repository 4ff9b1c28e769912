import { functionTypes } from './functions';
import type { Invariant } from './invariant';
import { numberOf, show, type Template, type Value } from './template';

/** The retention periods that CloudWatch Logs accepts, in days. */
const retentions = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

export const logRetention: Invariant = {
  name: 'log-retention',
  holds: 'Every log group has a retention period.',
  violations: (template) =>
    template
      .of('AWS::Logs::LogGroup', 'Custom::LogRetention')
      .filter(({ properties }) => !retentions.includes(numberOf(properties.RetentionInDays) ?? 0))
      .map(({ id, properties }) => ({
        id,
        value: `RetentionInDays ${show(properties.RetentionInDays)}`,
        required: 'a retention that CloudWatch accepts: without one, logs are kept and cost money forever',
      })),
};

export const ownLogGroups: Invariant = {
  name: 'own-log-groups',
  holds: 'Every function and every API logs to a log group of the template: one that AWS creates never expires.',
  violations: (template) =>
    writers(template)
      .filter(({ group }) => template.named(group, 'AWS::Logs::LogGroup').length !== 1)
      .map(({ id, property, group }) => ({ id, value: `${property} ${show(group)}`, required: 'a log group of this template' })),
};

function writers(template: Template): { id: string; property: string; group: Value }[] {
  return [
    ...template
      .of(...functionTypes)
      .map(({ id, properties }) => ({ id, property: 'LoggingConfig.LogGroup', group: properties.LoggingConfig?.LogGroup })),
    ...template.of('AWS::ApiGatewayV2::Stage').map(({ id, properties }) => ({
      id,
      property: 'AccessLogSettings.DestinationArn',
      group: properties.AccessLogSettings?.DestinationArn,
    })),
    ...template.of('AWS::ApiGateway::Stage').map(({ id, properties }) => ({
      id,
      property: 'AccessLogSetting.DestinationArn',
      group: properties.AccessLogSetting?.DestinationArn,
    })),
  ];
}
