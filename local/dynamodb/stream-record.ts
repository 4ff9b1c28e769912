import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { DynamoDBRecord, StreamRecord } from 'aws-lambda';

/** An item in an event: DynamoDB's JSON, with bytes as Base64. */
export type JsonItem = NonNullable<StreamRecord['NewImage']>;
type JsonValue = JsonItem[string];

/** Identity of a writer other than a client. */
export interface Principal {
  readonly type: 'Service';
  readonly principalId: string;
}

export interface ItemChange {
  /** Identical for every delivery of one change. */
  readonly eventId: string;
  readonly table: string;
  readonly keys: JsonItem;
  readonly before?: JsonItem;
  readonly after?: JsonItem;
  readonly by?: Principal;
  readonly at: Date;
  /** Increases with each change. */
  readonly sequence: number;
}

/**
 * Returns the record of a change in a stream of old and new items, as Lambda passes it to a function.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_Record.html
 */
export function streamRecord({ eventId, table, keys, before, after, by, at, sequence }: ItemChange): DynamoDBRecord {
  return {
    eventID: eventId,
    eventName: !before ? 'INSERT' : after ? 'MODIFY' : 'REMOVE',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: 'local',
    eventSourceARN: `arn:aws:dynamodb:local:000000000000:table/${table}/stream/local`,
    ...(by && { userIdentity: by }),
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(at.getTime() / 1000),
      Keys: keys,
      ...(before && { OldImage: before }),
      ...(after && { NewImage: after }),
      // DynamoDB's sequence numbers have at least 21 digits.
      SequenceNumber: String(sequence).padStart(21, '0'),
      SizeBytes: [keys, before, after].reduce((sum, item) => sum + (item ? bytesOfItem(item) : 0), 0),
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    },
  };
}

export function encodeItem(item: Readonly<Record<string, AttributeValue>>): JsonItem {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, encodeValue(value)]));
}

function encodeValue(value: AttributeValue): JsonValue {
  if (value.M) return { M: encodeItem(value.M) };
  if (value.L) return { L: value.L.map(encodeValue) };
  if (value.B) return { B: base64(value.B) };
  // Sorted, because a set has no order and equal sets must compare as equal.
  if (value.BS) return { BS: value.BS.map(base64).sort() };
  if (value.SS) return { SS: [...value.SS].sort() };
  if (value.NS) return { NS: [...value.NS].sort() };
  return value as JsonValue;
}

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html */
function bytesOfItem(item: JsonItem): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + bytesOf(value), 0);
}

function bytesOf({ S, N, B, SS, NS, BS, L, M }: JsonValue): number {
  const sum = (values: JsonValue[]) => values.reduce((bytes, value) => bytes + bytesOf(value), 0);
  if (S !== undefined) return Buffer.byteLength(S);
  // One byte for two digits, and one more.
  if (N !== undefined) return Math.ceil(N.replace(/\D/g, '').length / 2) + 1;
  if (B !== undefined) return Buffer.byteLength(B, 'base64');
  if (SS) return sum(SS.map((S) => ({ S })));
  if (NS) return sum(NS.map((N) => ({ N })));
  if (BS) return sum(BS.map((B) => ({ B })));
  if (L) return 3 + L.length + sum(L);
  if (M) return 3 + Object.keys(M).length + bytesOfItem(M);
  // A boolean or null.
  return 1;
}
