import { Duration, Stack, TimeZone } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Schedule, ScheduleExpression, TimeWindow } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import type { ServiceFunction } from './service-function';

export interface ScheduleTriggerProps {
  /** Description of the function in the console. */
  readonly description: string;
  readonly handler: ServiceFunction;
  /** A rate, or an expression with its time zone. */
  readonly schedule: { readonly everyMinutes: number } | { readonly cron: string; readonly timeZone?: string };
  /** How often a failed run is retried. */
  readonly retries: number;
}

/** Lambda keeps an event for six hours at most. */
const longestEventAge = Duration.hours(6);

/** Invokes the function at regular times. */
export class ScheduleTrigger extends Construct {
  constructor(scope: Construct, id: string, { description, handler, schedule, retries }: ScheduleTriggerProps) {
    super(scope, id);
    // A run that is later than the next one is discarded, because the next one does its work.
    const age = 'everyMinutes' in schedule ? Duration.minutes(schedule.everyMinutes) : longestEventAge;
    new Schedule(this, 'Schedule', {
      description,
      schedule:
        'everyMinutes' in schedule
          ? ScheduleExpression.rate(Duration.minutes(schedule.everyMinutes))
          : ScheduleExpression.expression(`cron(${schedule.cron})`, TimeZone.of(schedule.timeZone ?? 'UTC')),
      timeWindow: TimeWindow.off(),
      target: {
        bind: () => ({
          arn: handler.alias.functionArn,
          role: this.caller(handler),
          retryPolicy: { maximumRetryAttempts: 2, maximumEventAgeInSeconds: age.toSeconds() },
        }),
      },
    });
    handler.alias.configureAsyncInvoke({
      retryAttempts: retries,
      maxEventAge: age.toSeconds() < longestEventAge.toSeconds() ? age : longestEventAge,
    });
  }

  /** The exact action that the schedule needs; the CDK's own target would allow it to invoke every version of the function. */
  private caller({ alias }: ServiceFunction): Role {
    const stack = Stack.of(this);
    const role = new Role(this, 'Caller', {
      // For schedules of this account only: https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: {
          StringEquals: {
            'aws:SourceAccount': stack.account,
            'aws:SourceArn': stack.formatArn({ service: 'scheduler', resource: 'schedule-group', resourceName: 'default' }),
          },
        },
      }),
    });
    role.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [alias.functionArn] }));
    return role;
  }
}
