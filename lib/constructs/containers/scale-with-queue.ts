import { Duration, Stack } from 'aws-cdk-lib';
import {
  AdjustmentType,
  MetricAggregationType,
  ScalableTarget,
  ServiceNamespace,
  StepScalingAction,
} from 'aws-cdk-lib/aws-applicationautoscaling';
import { Alarm, ComparisonOperator, MathExpression, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { ApplicationScalingAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { FargateService } from 'aws-cdk-lib/aws-ecs';
import { Role } from 'aws-cdk-lib/aws-iam';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export interface ScaleWithQueueProps {
  readonly service: FargateService;
  readonly minTasks: number;
  readonly maxTasks: number;
  readonly queue: Queue;
  /** Messages for each task. */
  readonly messagesPerTask: number;
}

/** Application Auto Scaling accepts no more steps in a policy. */
const mostSteps = 20;

/** How long the queue must be empty before the last task stops. */
const quietMinutes = 5;

/**
 * Keeps one task for each so many messages, from zero and back to it. The number of tasks follows from the messages alone: a ratio of
 * messages to tasks, as target tracking needs it, has no value without tasks, and its second metric is billed.
 */
export class ScaleWithQueue extends Construct {
  constructor(scope: Construct, id: string, { service, minTasks, maxTasks, queue, messagesPerTask }: ScaleWithQueueProps) {
    super(scope, id);
    const scalingTarget = this.tasksOf(service, minTasks, maxTasks);
    const unfinished = unfinishedIn(queue);
    const count = Math.min(mostSteps, maxTasks);
    const ofStep = (step: number) => Math.ceil((step * maxTasks) / count);
    const needed = new StepScalingAction(this, 'Needed', {
      scalingTarget,
      adjustmentType: AdjustmentType.EXACT_CAPACITY,
      metricAggregationType: MetricAggregationType.MAXIMUM,
      // A new task needs a minute to start. Only a larger step does not wait.
      cooldown: Duration.minutes(quietMinutes),
    });
    for (let step = 1; step <= count; step++) {
      needed.addAdjustment({
        adjustment: ofStep(step),
        // Relative to the threshold, which is one message.
        lowerBound: ofStep(step - 1) * messagesPerTask,
        upperBound: step < count ? ofStep(step) * messagesPerTask : undefined,
      });
    }
    const none = new StepScalingAction(this, 'None', {
      scalingTarget,
      adjustmentType: AdjustmentType.EXACT_CAPACITY,
      metricAggregationType: MetricAggregationType.MAXIMUM,
      cooldown: Duration.minutes(quietMinutes),
    });
    none.addAdjustment({ adjustment: 0, upperBound: 0 });
    new Alarm(this, 'Waiting', {
      alarmDescription: 'Not a problem: it sets the number of tasks to what the messages need.',
      metric: unfinished,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      threshold: 1,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    }).addAlarmAction(new ApplicationScalingAction(needed));
    new Alarm(this, 'Empty', {
      alarmDescription: 'Not a problem: it stops the tasks when the queue is empty.',
      metric: unfinished,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      threshold: 1,
      evaluationPeriods: quietMinutes,
      // Without tasks, a queue has no metrics after some hours. Nothing changes then.
      treatMissingData: TreatMissingData.IGNORE,
    }).addAlarmAction(new ApplicationScalingAction(none));
  }

  private tasksOf({ cluster, serviceName }: FargateService, minCapacity: number, maxCapacity: number): ScalableTarget {
    // AWS creates this role in the account when it is first needed.
    const role = Stack.of(this).formatArn({
      service: 'iam',
      region: '',
      resource: 'role',
      resourceName: 'aws-service-role/ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_ECSService',
    });
    return new ScalableTarget(this, 'Tasks', {
      serviceNamespace: ServiceNamespace.ECS,
      resourceId: `service/${cluster.clusterName}/${serviceName}`,
      scalableDimension: 'ecs:service:DesiredCount',
      minCapacity,
      maxCapacity,
      role: Role.fromRoleArn(this, 'Role', role),
    });
  }
}

/** Messages that wait or are in hand. Only when there are none of both may the last task stop. */
function unfinishedIn(queue: Queue): MathExpression {
  const period = Duration.minutes(1);
  return new MathExpression({
    // A queue without messages in hand has no value for them. This sum ignores missing values.
    expression: 'SUM(METRICS())',
    usingMetrics: {
      waiting: queue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', period }),
      inHand: queue.metricApproximateNumberOfMessagesNotVisible({ statistic: 'Maximum', period }),
    },
    label: 'Messages that are not finished',
    period,
  });
}
