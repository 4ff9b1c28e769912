// The contracts of the database's ports, as test/adapters/aws runs them on DynamoDB.
import { PostgresImageRepository } from '../../../platforms/postgres/postgres-image-repository';
import { PostgresMarkers } from '../../../platforms/postgres/postgres-markers';
import { PostgresPendingImages } from '../../../platforms/postgres/postgres-pending-images';
import { PostgresUsageCounters } from '../../../platforms/postgres/postgres-usage-counters';
import { imageRepositoryContract } from '../../contracts/image-repository';
import { markersContract } from '../../contracts/markers';
import { pendingImagesContract } from '../../contracts/pending-images';
import { usageCountersContract } from '../../contracts/usage-counters';
import { onPostgres } from './on-postgres';

onPostgres('PostgresImageRepository', ({ pool }) => imageRepositoryContract(() => new PostgresImageRepository(pool())));

// part: quotas
onPostgres('PostgresUsageCounters', ({ pool }) => usageCountersContract(() => new PostgresUsageCounters(pool())));

// part: sweep
onPostgres('PostgresMarkers', ({ pool }) => markersContract(() => new PostgresMarkers(pool())));

// part: sweep
onPostgres('PostgresPendingImages', ({ pool }) =>
  pendingImagesContract(() => ({ images: new PostgresImageRepository(pool()), pending: new PostgresPendingImages(pool()) })),
);
