import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Schedule, ScheduleExpression, TimeWindow } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import type { ServiceFunction } from './service-function';

export interface SweepScheduleProps {
  /** The function whose turn it is. */
  readonly handler: ServiceFunction;
  /** From one turn to the next, 1 to 1440. */
  readonly everyMinutes: number;
}

/** Lambda keeps an event for six hours at most. */
const longestEventAge = Duration.hours(6);

/** Calls the sweep from time to time. */
export class SweepSchedule extends Construct {
  constructor(scope: Construct, id: string, { handler, everyMinutes }: SweepScheduleProps) {
    super(scope, id);
    const every = Duration.minutes(everyMinutes);
    new Schedule(this, 'Schedule', {
      description: 'Brings on images that wait for nothing, and removes files of none',
      schedule: ScheduleExpression.rate(every),
      timeWindow: TimeWindow.off(),
      target: {
        bind: () => ({
          arn: handler.alias.functionArn,
          role: this.caller(handler),
          retryPolicy: { maximumRetryAttempts: 2, maximumEventAgeInSeconds: every.toSeconds() },
        }),
      },
    });
    // A turn that failed or came late is not repeated: the next one does its work.
    handler.alias.configureAsyncInvoke({
      retryAttempts: 0,
      maxEventAge: every.toSeconds() < longestEventAge.toSeconds() ? every : longestEventAge,
    });
  }

  /** Exactly what the schedule needs; the CDK's own target would let it call every version of the function. */
  private caller({ alias }: ServiceFunction): Role {
    const stack = Stack.of(this);
    const role = new Role(this, 'Caller', {
      // So that nobody else's schedule is called by it: https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
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
