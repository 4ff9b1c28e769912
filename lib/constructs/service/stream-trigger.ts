import { Duration } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, FilterCriteria, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { triggerDefaults } from '../../../lambda/events/trigger-row';
import { deadLetterQueue } from '../storage/queue-props';
import type { ServiceFunction } from './service-function';

export interface StreamTriggerProps {
  /** Its stream contains the old and the new items. */
  readonly table: Table;
  /** The function that processes the changes. */
  readonly handler: ServiceFunction;
  /** A change is delivered if it matches one of them. */
  readonly patterns: readonly object[];
  /** Changes in one invocation. */
  readonly batchSize: number;
}

/** Invokes the function for changes of a table, in order for each item. */
export class StreamTrigger extends Construct {
  /** Messages about discarded changes. The changes themselves remain in the stream until they are 24 hours old. */
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { table, handler, patterns, batchSize }: StreamTriggerProps) {
    super(scope, id);
    const { tableStreamArn } = table;
    if (!tableStreamArn) throw new TypeError(`The table ${table.node.path} has no stream. Set dynamoStream.`);
    this.deadLetters = new Queue(this, 'DeadLetters', deadLetterQueue);
    // The exact actions that an event source mapping needs; `DynamoEventSource` and `SqsDlq` would grant more.
    for (const [actions, resource] of [
      [['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'], tableStreamArn],
      // The mapping finds the stream with this action, so the permission cannot name the stream:
      // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/iam-policy-example-lamda-process-dynamodb-streams.html
      [['dynamodb:ListStreams'], `${table.tableArn}/stream/*`],
      [['sqs:SendMessage'], this.deadLetters.queueArn],
    ] as const) {
      handler.role.addToPolicy(new PolicyStatement({ actions: [...actions], resources: [resource] }));
    }
    new EventSourceMapping(this, 'Mapping', {
      target: handler.alias,
      eventSourceArn: tableStreamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      filters: patterns.map((pattern) => FilterCriteria.filter(pattern)),
      batchSize,
      reportBatchItemFailures: true,
      // A failing change must delay the others only until it is isolated.
      bisectBatchOnError: true,
      retryAttempts: triggerDefaults.streamRetries,
      maxRecordAge: Duration.hours(6),
      // This number applies to each shard, of which the table has few. A higher one would use all concurrency of a new account.
      parallelizationFactor: 1,
      onFailure: { bind: () => ({ destination: this.deadLetters.queueArn }) },
    });
  }
}
