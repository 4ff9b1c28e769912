import { Duration } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, FilterCriteria, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { imageChangedPatterns } from '../../../lambda/contract';
import type { ServiceFunction } from './service-function';

export interface ChangeTriggerProps {
  /** Whose changes; its stream has the old and the new items. */
  readonly table: Table;
  /** The function that follows them. */
  readonly handler: ServiceFunction;
}

/** Hands the changes of the records to the function, those of one record in their order. */
export class ChangeTrigger extends Construct {
  /** Where the changes are told that were given up. They themselves stay in the stream for the rest of their day. */
  readonly deadLetters: Queue;
  readonly handler: ServiceFunction;

  constructor(scope: Construct, id: string, { table, handler }: ChangeTriggerProps) {
    super(scope, id);
    this.handler = handler;
    const { tableStreamArn } = table;
    if (!tableStreamArn) throw new TypeError(`${table.node.path} has no stream.`);
    this.deadLetters = new Queue(this, 'DeadLetters', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    // Exactly what a mapping needs; `DynamoEventSource` and `SqsDlq` would grant more.
    for (const [actions, resource] of [
      [['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'], tableStreamArn],
      // It finds the stream, so it cannot name it:
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
      filters: imageChangedPatterns.map((pattern) => FilterCriteria.filter(pattern)),
      batchSize: 10,
      reportBatchItemFailures: true,
      // One change that cannot be followed must not hold up the others for longer than it takes to find it.
      bisectBatchOnError: true,
      retryAttempts: 10,
      maxRecordAge: Duration.hours(6),
      // For each of the table's few shards: more would take the whole concurrency of a new account.
      parallelizationFactor: 1,
      onFailure: { bind: () => ({ destination: this.deadLetters.queueArn }) },
    });
  }
}
