import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AnnouncedUpload } from '../../lambda/core/announced-upload';
import type { ImageEvent } from '../../lambda/core/image-event';
import type { Clock } from '../../lambda/core/ports';
import type { Facts } from '../../lambda/services';
import type { LocalLog } from '../../local/log';
import { type LocalServices, type LocalServicesProps, openServices } from '../../local/services';

/** A clock that stands still until it is moved. */
export class TestClock implements Clock {
  constructor(private time = new Date('2026-11-22T12:00:00Z')) {}

  now(): Date {
    return new Date(this.time);
  }

  ticks(): number {
    return this.time.getTime();
  }

  advance(ms: number): void {
    this.time = new Date(this.time.getTime() + ms);
  }
}

/** A log that remembers what was written. */
export class TestLog implements LocalLog {
  readonly entries: { level: 'debug' | 'info' | 'warn' | 'error'; message: string; detail: unknown; facts?: Facts }[] = [];

  debug(message: string, detail: unknown): void {
    this.entries.push({ level: 'debug', message, detail });
  }

  info(message: string, detail: unknown): void {
    this.entries.push({ level: 'info', message, detail });
  }

  warn(message: string, detail: unknown): void {
    this.entries.push({ level: 'warn', message, detail });
  }

  error(message: string, detail: unknown, facts?: Facts): void {
    this.entries.push({ level: 'error', message, detail, ...(facts && { facts }) });
  }
}

export interface TestServices extends LocalServices {
  readonly clock: TestClock;
  readonly log: TestLog;
  readonly dataDir: string;
  /** What was handed to the resizer, in its order. The resizer itself does not run. */
  readonly announced: readonly AnnouncedUpload[];
  /** What others were told, in its order. */
  readonly published: readonly ImageEvent[];
}

/** The local run's services on a folder of the test's own: a real database, real files, the real resizer. */
export async function openTestServices(props: Pick<LocalServicesProps, 'settings'> = {}): Promise<TestServices> {
  const dataDir = await mkdtemp(join(tmpdir(), 'image-api-test-'));
  const clock = new TestClock();
  const log = new TestLog();
  const announced: AnnouncedUpload[] = [];
  const uploads = {
    async announce(upload: AnnouncedUpload) {
      announced.push(upload);
    },
  };
  const published: ImageEvent[] = [];
  const events = {
    async publish(told: readonly ImageEvent[]) {
      published.push(...told);
    },
  };
  const services = await openServices({ dataDir, origin: 'http://localhost:1', clock, log, uploads, events, ...props });
  return {
    ...services,
    clock,
    log,
    dataDir,
    announced,
    published,
    async close() {
      await services.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
