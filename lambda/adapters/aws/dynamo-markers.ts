import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { reservedOwnerPrefixes } from '../../core/keys';
import type { Markers } from '../../core/ports';

/** Stores markers in the images table, under a reserved owner: they are never listed and have no status. */
export class DynamoMarkers implements Markers {
  constructor(
    private readonly client: Pick<DynamoDBClient, 'send'>,
    private readonly table: string,
  ) {}

  async load(name: string): Promise<string | undefined> {
    const { Item } = await this.client.send(
      new GetItemCommand({ TableName: this.table, Key: marshall(keyOf(name)), ConsistentRead: true }),
    );
    return Item && unmarshall(Item).key;
  }

  // A marker without a key means to start from the beginning. This needs no permission to delete items.
  async save(name: string, key: string | undefined): Promise<void> {
    const Item = marshall({ ...keyOf(name), ...(key !== undefined && { key }) });
    await this.client.send(new PutItemCommand({ TableName: this.table, Item }));
  }
}

const keyOf = (name: string) => ({ owner: `${reservedOwnerPrefixes.sweep}${name}`, id: 'marker' });
