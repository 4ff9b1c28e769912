import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { DynamoImageRepository } from '../../../lambda/adapters/aws/dynamo-image-repository';
import { imageRepositoryContract, pending, upload } from '../../contracts/image-repository';
import { onDatabases } from '../../support/on-databases';

onDatabases('DynamoImageRepository', ({ client, table }) => {
  const open = () => new DynamoImageRepository(client(), table);
  imageRepositoryContract(open);

  it('lets a record expire only until its file has arrived', async () => {
    const { owner, id, ...image } = pending('expiry');
    const expiry = async () => {
      const { Item } = await client().send(new GetItemCommand({ TableName: table, Key: marshall({ owner, id }) }));
      return Item?.expiresAt;
    };
    await open().add({ ...image, owner, id });
    expect(await expiry()).toEqual({ N: expect.any(String) });
    await open().assign({ owner, id }, upload('1'));
    expect(await expiry()).toBeUndefined();
  });
});
