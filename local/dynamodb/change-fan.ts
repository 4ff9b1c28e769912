import type { DynamoDBRecord } from 'aws-lambda';
import type { BegunChange, ChangeSink } from './change-feed';
import type { JsonItem } from './stream-record';

/** Returns what each sink stores of a change; `undefined` if the change does not concern it. */
type HeldByEach<Held> = readonly (Held | undefined)[];

/** Hands every change to several sinks: one for each function behind the stream. */
export class ChangeFan<Held> implements ChangeSink<HeldByEach<Held>> {
  constructor(private readonly sinks: readonly ChangeSink<Held>[]) {}

  concerns(keys: JsonItem): boolean {
    return this.sinks.some((sink) => isConcerned(sink, keys));
  }

  async hold(change: BegunChange): Promise<HeldByEach<Held>> {
    const held: (Held | undefined)[] = [];
    for (const sink of this.sinks) held.push(isConcerned(sink, change.keys) ? await sink.hold(change) : undefined);
    return held;
  }

  /** If one of them fails, the feed delivers the change to all of them again. */
  async release(held: HeldByEach<Held>, record: DynamoDBRecord): Promise<void> {
    for (const [sink, own] of this.pairs(held)) await sink.release(own, record);
  }

  async forget(held: HeldByEach<Held>): Promise<void> {
    for (const [sink, own] of this.pairs(held)) await sink.forget(own);
  }

  private pairs(held: HeldByEach<Held>): [ChangeSink<Held>, Held][] {
    return this.sinks.flatMap((sink, index) => {
      const own = held[index];
      return own === undefined ? [] : [[sink, own] as [ChangeSink<Held>, Held]];
    });
  }
}

const isConcerned = <Held>(sink: ChangeSink<Held>, keys: JsonItem) => sink.concerns?.(keys) ?? true;
