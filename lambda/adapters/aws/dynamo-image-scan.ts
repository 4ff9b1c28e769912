import { type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { ImageScan } from '../../core/announce-again';
import type { ImageKey } from '../../core/image';
import { fromItem } from './image-item';

/** Scans the whole table for READY images. A position is the percent-encoded owner, a slash and the id. */
export class DynamoImageScan implements ImageScan {
  /** @param limit items read per page, including those that are not READY images */
  constructor(
    private readonly client: Pick<DynamoDBClient, 'send'>,
    private readonly table: string,
    private readonly limit = 100,
  ) {}

  /** @throws RangeError when `after` is not a valid position */
  async page(after?: string) {
    const { Items = [], LastEvaluatedKey } = await this.client.send(
      new ScanCommand({
        TableName: this.table,
        FilterExpression: '#status = :ready',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: marshall({ ':ready': 'READY' }),
        ExclusiveStartKey: after === undefined ? undefined : marshall(keyAt(after)),
        Limit: this.limit,
      }),
    );
    const images = Items.map(fromItem);
    return { images, ...(LastEvaluatedKey && { next: positionOf(unmarshall(LastEvaluatedKey) as ImageKey) }) };
  }
}

const positionOf = ({ owner, id }: ImageKey) => `${encodeURIComponent(owner)}/${encodeURIComponent(id)}`;

function keyAt(position: string): ImageKey {
  const [owner, id, ...rest] = position.split('/').map(decoded);
  if (owner && id && rest.length === 0) return { owner, id };
  throw new RangeError(`Invalid position "${position}". Use the form OWNER/ID, as printed by the run that stopped.`);
}

/** Reverses `encodeURIComponent`; `undefined` when the input is not its result. */
function decoded(part: string): string | undefined {
  try {
    const text = decodeURIComponent(part);
    return encodeURIComponent(text) === part ? text : undefined;
  } catch {
    return undefined;
  }
}
