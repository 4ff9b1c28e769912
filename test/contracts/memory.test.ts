// What the model of the application works on keeps the contracts of what the application itself works on.

import { MemoryBlobStore } from '../../lambda/adapters/memory/memory-blob-store';
import { MemoryRecords, memoryCounters, memoryMarkers } from '../../lambda/adapters/memory/memory-records';
import { systemClock } from '../../lambda/adapters/system-clock';
import { blobStoreContract } from './blob-store';
import { imageRepositoryContract } from './image-repository';
import { markersContract } from './markers';
import { pendingImagesContract } from './pending-images';
import { usageCountersContract } from './usage-counters';

describe('the records in memory', () => imageRepositoryContract(() => new MemoryRecords()));

describe('the pending ones of the records in memory', () =>
  pendingImagesContract(() => {
    const images = new MemoryRecords();
    return { images, pending: images.pending };
  }));

describe('the counters in memory', () => usageCountersContract(memoryCounters));

describe('the markers in memory', () => markersContract(memoryMarkers));

describe.each([{ versioned: true }, { versioned: false }])('the objects in memory, %o', ({ versioned }) =>
  blobStoreContract({ versioned, answersReaders: false }, () => ({
    store: new MemoryBlobStore({ versioned, clock: systemClock }),
  })),
);
