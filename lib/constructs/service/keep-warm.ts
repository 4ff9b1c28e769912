import { TimeZone } from 'aws-cdk-lib';
import { Schedule } from 'aws-cdk-lib/aws-applicationautoscaling';
import type { Alias } from 'aws-cdk-lib/aws-lambda';
import type { WarmEndpoint } from '../../settings/warm';

/** Scales the provisioned concurrency of an alias with its load, within the range that applies at the time. */
export function keepWarm(alias: Alias, { min, max, targetUtilization = 0.7, schedule = [] }: WarmEndpoint): void {
  const instances = alias.addAutoScaling({ minCapacity: min, maxCapacity: max });
  instances.scaleOnUtilization({ utilizationTarget: targetUtilization });
  schedule.forEach((period, index) => {
    instances.scaleOnSchedule(`Period${index}`, {
      schedule: Schedule.expression(`cron(${period.cron})`),
      timeZone: TimeZone.of(period.timeZone ?? 'UTC'),
      minCapacity: period.min,
      maxCapacity: period.max,
    });
  });
}
