import type { QueryResultRow } from 'pg';
import type { ImageRecord } from '../../../lambda/core/image';
import { among, type Random } from '../../../lib/testing/random';
import type { Database, QueryOptions } from '../../../platforms/postgres/database';
import { removeExpired } from '../../../platforms/postgres/expiry';
import { type ClaimedChange, ImageOutbox } from '../../../platforms/postgres/image-outbox';
import { PostgresImageRepository } from '../../../platforms/postgres/postgres-image-repository';
import { PostgresMarkers } from '../../../platforms/postgres/postgres-markers';
import { PostgresPendingImages } from '../../../platforms/postgres/postgres-pending-images';
import { PostgresUsageCounters } from '../../../platforms/postgres/postgres-usage-counters';
import type { Changes, Delivery, Process, Stores } from '../model/stores';
import type { Turns } from '../model/turns';

/** A change that fails so often is set aside, until an operator redrives it. Leases are as long as a run: only `release` ends them. */
const limits = { batch: 1, maxReceives: 2, retryMs: 0, leaseMs: 60 * 60_000 };

/** Stores on the adapters for PostgreSQL. Each statement is a step of its process, so that others run between those of one call. */
export class PostgresStores implements Stores {
  readonly images: PostgresImageRepository;
  readonly counters: PostgresUsageCounters;
  readonly changes: Changes;
  private readonly database: Database;
  private records?: readonly ImageRecord[];

  constructor(database: Database, turns: Turns) {
    this.database = {
      query: <Row extends QueryResultRow>(text: string, values?: readonly unknown[]) => {
        if (!text.startsWith('SELECT')) this.records = undefined;
        return turns.during(database.query<Row>(text, values));
      },
    };
    this.images = new PostgresImageRepository(this.database);
    this.counters = new PostgresUsageCounters(this.database);
    this.changes = new OutboxOfProcesses(this.database, (process) => this.stepwise(process));
  }

  servicesOf(process: Process) {
    const database = this.stepwise(process);
    return {
      images: new PostgresImageRepository(database),
      pending: new PostgresPendingImages(database),
      counters: new PostgresUsageCounters(database),
      markers: new PostgresMarkers(database),
    };
  }

  async all(): Promise<readonly ImageRecord[]> {
    this.records ??= (await this.database.query<{ record: string }>('SELECT record FROM images')).rows.map(({ record }) =>
      JSON.parse(record),
    );
    return this.records;
  }

  async expire(_due: unknown, now: Date): Promise<void> {
    while ((await removeExpired(this.database, now)) > 0);
  }

  /** The database as a process sees it. Like the pool, it repeats a statement whose connection broke. */
  private stepwise({ step, faulty, random }: Process): Database {
    const stepping = step(this.database);
    return {
      async query<Row extends QueryResultRow>(text: string, values?: readonly unknown[], { once }: QueryOptions = {}) {
        if (!once && random() < faulty / 2) await stepping.query(text, values).catch(() => undefined);
        return stepping.query<Row>(text, values);
      },
    };
  }
}

/** The outbox, and who has which of its changes. */
class OutboxOfProcesses implements Changes {
  private readonly outbox: ImageOutbox;
  /** The image of each change that a process has. */
  private readonly inHand = new Map<string, string>();
  /** Deliveries whose time ended may still be handled. */
  private readonly late: Delivery[] = [];

  constructor(
    private readonly database: Database,
    private readonly stepwise: (process: Process) => Database,
  ) {
    this.outbox = new ImageOutbox(database, limits);
  }

  async next(random: Random): Promise<Delivery | undefined> {
    if (random() < 0.2) await this.release();
    if (this.late.length > 0 && random() < 0.1) return among(random, this.late);
    const [claimed] = await this.outbox.claim();
    if (!claimed) return undefined;
    const { changeId, id } = claimed.change;
    if (this.inHand.has(changeId)) throw new Error(`The change ${changeId} was delivered to two processes.`);
    if ([...this.inHand.values()].includes(id))
      throw new Error(`A change of ${id} was delivered before an earlier one was handled.`);
    this.inHand.set(changeId, id);
    const delivery = this.deliveryOf(claimed);
    this.late.push(delivery);
    return delivery;
  }

  async count() {
    const { rows } = await this.database.query<{ waiting: string; all: string }>(
      'SELECT count(*) FILTER (WHERE dead_at IS NULL) AS waiting, count(*) AS all FROM image_changes',
    );
    return { waiting: Number(rows[0]?.waiting), all: Number(rows[0]?.all) };
  }

  /** The times of all processes end. */
  async release(): Promise<void> {
    this.inHand.clear();
    await this.database.query('UPDATE image_changes SET due_at = clock_timestamp() WHERE due_at > clock_timestamp()');
  }

  async redrive(): Promise<void> {
    await this.outbox.redrive();
  }

  private deliveryOf(claimed: ClaimedChange): Delivery {
    const { change } = claimed;
    const { inHand } = this;
    const outboxOf = (process: Process) => new ImageOutbox(this.stepwise(process), limits);
    return {
      change,
      async handled(process) {
        inHand.delete(change.changeId);
        await outboxOf(process).done(claimed);
      },
      async failed(process) {
        inHand.delete(change.changeId);
        await outboxOf(process).failed(claimed);
      },
      lost: () => undefined,
    };
  }
}
