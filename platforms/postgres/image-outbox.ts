import type { ImageChange } from '../../lambda/core/image-change';
import type { Database } from './database';
import { decodeOwner } from './image-rows';

export interface OutboxLimits {
  /** Changes that one claim takes. @default 10 */
  readonly batch?: number;
  /** Number of deliveries before a change is set aside. @default 11, as in the stack: ten retries */
  readonly maxReceives?: number;
  /** Another worker receives a change when its worker has not extended its time for so long, in milliseconds. @default 15,000 */
  readonly leaseMs?: number;
  /** Delay before the first retry, in milliseconds; doubled each time. @default 100 */
  readonly retryMs?: number;
}

/** A change that this worker has, and how often it was received. */
export interface ClaimedChange {
  readonly change: ImageChange;
  readonly receives: number;
}

interface Row {
  readonly event_id: string;
  readonly owner: string;
  readonly id: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly expired: boolean;
  readonly at: Date;
  readonly receives: number;
}

/**
 * Delivers the changes of records at least once, and those of one image in their order, to any number of workers.
 *
 * A worker claims changes, and does not read those after a remembered number: the number of a slow transaction can be smaller than
 * one that was read already. Of an image, only the oldest change can be claimed, so that the next one waits until it is deleted.
 */
export class ImageOutbox {
  readonly limits: Required<OutboxLimits>;

  constructor(
    private readonly database: Database,
    limits: OutboxLimits = {},
  ) {
    this.limits = { batch: 10, maxReceives: 11, leaseMs: 15_000, retryMs: 100, ...limits };
  }

  /** Takes changes that no other worker has, at most one of each image. */
  async claim(): Promise<ClaimedChange[]> {
    const { rows } = await this.database.query<Row>(
      `WITH due AS (
         SELECT change FROM image_changes AS oldest
         WHERE dead_at IS NULL AND due_at <= clock_timestamp() AND NOT EXISTS (
           SELECT FROM image_changes AS older
           WHERE older.dead_at IS NULL AND older.owner = oldest.owner AND older.id = oldest.id AND older.change < oldest.change
         )
         ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED
       )
       UPDATE image_changes AS claimed
       SET receives = receives + 1, due_at = clock_timestamp() + $2 * interval '1 millisecond'
       FROM due WHERE claimed.change = due.change
       RETURNING event_id, owner, id, before, after, expired, at, receives`,
      [this.limits.batch, this.limits.leaseMs],
    );
    return rows.map(({ receives, ...row }) => ({ change: changeOf(row), receives }));
  }

  /** Extends the time of changes that are still being handled. */
  async extend(claimed: readonly ClaimedChange[]): Promise<void> {
    await this.database.query(
      "UPDATE image_changes SET due_at = clock_timestamp() + $2 * interval '1 millisecond' WHERE event_id = ANY($1::uuid[])",
      [claimed.map(({ change }) => change.changeId), this.limits.leaseMs],
    );
  }

  /** Removes a change that was handled. */
  async done({ change }: ClaimedChange): Promise<void> {
    await this.database.query('DELETE FROM image_changes WHERE event_id = $1', [change.changeId]);
  }

  /** Returns a change whose handling failed. @returns whether it was received too often, and set aside */
  async failed({ change, receives }: ClaimedChange): Promise<boolean> {
    const { maxReceives, retryMs } = this.limits;
    const givenUp = receives >= maxReceives;
    await this.database.query(
      givenUp
        ? 'UPDATE image_changes SET dead_at = clock_timestamp() WHERE event_id = $1'
        : `UPDATE image_changes SET due_at = clock_timestamp() + $2 * interval '1 millisecond' WHERE event_id = $1`,
      givenUp ? [change.changeId] : [change.changeId, retryMs * 2 ** (receives - 1)],
    );
    return givenUp;
  }

  /** Delivers the changes again that were set aside. @returns their number */
  async redrive(): Promise<number> {
    const { rowCount } = await this.database.query(
      'UPDATE image_changes SET dead_at = NULL, receives = 0, due_at = clock_timestamp() WHERE dead_at IS NOT NULL',
    );
    return rowCount;
  }
}

function changeOf({ event_id, owner, id, before, after, expired, at }: Omit<Row, 'receives'>): ImageChange {
  return {
    owner: decodeOwner(owner),
    id,
    changeId: event_id,
    at,
    expired,
    ...(before !== null && { before: JSON.parse(before) }),
    ...(after !== null && { after: JSON.parse(after) }),
  };
}
