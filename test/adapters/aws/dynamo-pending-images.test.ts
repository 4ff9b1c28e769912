import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { DynamoImageRepository } from '../../../lambda/adapters/aws/dynamo-image-repository';
import { DynamoPendingImages } from '../../../lambda/adapters/aws/dynamo-pending-images';
import { notUploaded } from '../../../lambda/core/rejection';
import { at, pending as newImage } from '../../contracts/image-repository';
import { pendingImagesContract } from '../../contracts/pending-images';
import { onDatabases } from '../../support/on-databases';

onDatabases('DynamoPendingImages', ({ client, table }) => {
  const open = () => ({
    images: new DynamoImageRepository(client(), table),
    pending: new DynamoPendingImages(client(), table),
  });
  pendingImagesContract(open);

  it.each([
    ['still expires when nothing was uploaded', undefined, true],
    ['no longer expires when a file was uploaded', { version: 'v1' }, false],
  ])('an abandoned record %s, and is published', async (_, upload, expires) => {
    const { images, pending } = open();
    const { owner, id, updatedAt: since, ...image } = newImage('expiry');
    await images.add({ ...image, owner, id, updatedAt: since });
    await pending.abandon({ owner, id, since }, notUploaded, at, upload);
    const { Item } = await client().send(new GetItemCommand({ TableName: table, Key: marshall({ owner, id }) }));
    expect(Item?.expiresAt !== undefined).toBe(expires);
    expect(Item?.publish).toEqual({ S: 'FAILED' });
  });
});
