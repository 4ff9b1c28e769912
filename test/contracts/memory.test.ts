// The in-memory adapters of the application's model fulfill the same contracts as the deployed adapters.

import { MemoryBlobStore } from '../../lambda/adapters/memory/memory-blob-store';
import { MemoryRecords, memoryCounters, memoryMarkers } from '../../lambda/adapters/memory/memory-records';
import { systemClock } from '../../lambda/adapters/system-clock';
import { blobStoreContract } from './blob-store';
import { imageRepositoryContract } from './image-repository';
import { markersContract } from './markers';
import { pendingImagesContract } from './pending-images';
import { usageCountersContract } from './usage-counters';

describe('records in memory', () => imageRepositoryContract(() => new MemoryRecords()));

// part: sweep
describe('pending records in memory', () =>
  pendingImagesContract(() => {
    const images = new MemoryRecords();
    return { images, pending: images.pending };
  }));

describe('counters in memory', () => usageCountersContract(memoryCounters)); // part: quotas

describe('markers in memory', () => markersContract(memoryMarkers)); // part: sweep

describe.each([{ versioned: true }, { versioned: false }])('objects in memory, %o', ({ versioned }) =>
  blobStoreContract({ versioned, answersReaders: false }, () => ({
    store: new MemoryBlobStore({ versioned, clock: systemClock }),
  })),
);
