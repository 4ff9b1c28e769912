import { DynamoImageRepository } from '../../../lambda/adapters/aws/dynamo-image-repository';
import { imageRepositoryContract } from '../../contracts/image-repository';
import { onDatabases } from '../../support/on-databases';

onDatabases('DynamoImageRepository', ({ client, table }) =>
  imageRepositoryContract(() => new DynamoImageRepository(client(), table)),
);
