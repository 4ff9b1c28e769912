import { RemovalPolicy } from 'aws-cdk-lib';
import { type Attribute, AttributeType, BillingMode, ProjectionType, StreamViewType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { tableSchema } from '../../../lambda/contract';

export interface ImageTableProps {
  /** Whether to retain the records when the stack is deleted, with deletion protection. */
  readonly keepState: boolean;
}

/** The records of all images: one partition per owner, sorted by an id that sorts by time. */
export class ImageTable extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string, { keepState }: ImageTableProps) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      partitionKey: attribute(tableSchema.partitionKey),
      sortKey: attribute(tableSchema.sortKey),
      billingMode: BillingMode.PAY_PER_REQUEST,
      timeToLiveAttribute: tableSchema.timeToLive,
      // Old and new items, because only the old item contains the files of a removed or replaced image.
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: keepState,
      // Not RETAIN_ON_UPDATE_OR_DELETE, as the buckets have: the rollback of a first deployment would try to delete the table,
      // and fail because of the line above.
      removalPolicy: keepState ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    const { pendingIndex } = tableSchema; // part: sweep
    // part: sweep
    // Sparse: only a PENDING record has these attributes, so that the sweep queries the index and never scans the table.
    this.table.addGlobalSecondaryIndex({
      indexName: pendingIndex.name,
      partitionKey: attribute(pendingIndex.partitionKey),
      sortKey: attribute(pendingIndex.sortKey),
      projectionType: ProjectionType.KEYS_ONLY,
    });
  }
}

const types = { S: AttributeType.STRING, N: AttributeType.NUMBER };

const attribute = ({ name, type }: { name: string; type: keyof typeof types }): Attribute => ({ name, type: types[type] });
