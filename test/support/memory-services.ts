import { StreamChanges } from '../../lambda/adapters/aws/stream-changes';
import { MemoryBlobStore } from '../../lambda/adapters/memory/memory-blob-store';
import { MemoryRecords, memoryCounters, memoryMarkers } from '../../lambda/adapters/memory/memory-records';
import { memoryUrls } from '../../lambda/adapters/memory/memory-urls';
import { SharpImageResizer } from '../../lambda/adapters/sharp/sharp-image-resizer';
import type { AnnouncedUpload } from '../../lambda/core/announced-upload';
import type { ImageEnding } from '../../lambda/core/ports';
import { defaultImageSettings } from '../../lambda/core/settings';
import { TestClock } from '../../lib/testing/test-clock';
import { TestLog } from '../../lib/testing/test-log';

/** The application's services with in-memory stores, which use the test's clock, and the real resizer. */
export function openMemoryServices() {
  const clock = new TestClock();
  const log = new TestLog();
  const settings = defaultImageSettings;
  const images = new MemoryRecords();
  const announced: AnnouncedUpload[] = [];
  return {
    clock,
    log,
    announced,
    common: { clock, log, settings, version: 'memory' },
    own: {
      images,
      pending: images.pending, // part: sweep
      counters: memoryCounters(), // part: quotas
      markers: memoryMarkers(), // part: sweep
      originals: new MemoryBlobStore({ versioned: true, clock }),
      renditions: new MemoryBlobStore({ versioned: false, clock }),
      urls: memoryUrls(clock),
      resizer: new SharpImageResizer(settings),
      uploads: { announce: async (upload: AnnouncedUpload) => void announced.push(upload) },
      queues: { send: async () => undefined },
      changes: new StreamChanges(),
      events: { publish: async () => undefined },
      secrets: { read: (name: string) => Promise.reject(new Error(`There is no secret ${name} in memory.`)) }, // part: signed
      metrics: { add: (ending: ImageEnding) => log.info('image counted', { ...ending }) },
    },
  };
}
