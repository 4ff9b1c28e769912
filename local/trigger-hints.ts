import { reservedOwnerPrefixes } from '../lambda/core/keys';
import type { TriggerName } from '../lambda/events/triggers';
import type { LogFields } from '../lambda/services';

/** Additional settings of a function in the local run. */
interface TriggerHints {
  /** Which `info` lines of its log are shown; the others are `debug` lines. @default - all */
  readonly info?: (fields: LogFields) => boolean;
  /**
   * For a stream: prefixes of owners whose items no pattern matches. Their writes are not observed, which saves a third of the
   * time.
   */
  readonly ignoredOwners?: readonly string[];
}

const hints: Readonly<Partial<Record<TriggerName, TriggerHints>>> = {
  'image-changed': {
    info: () => false,
    ignoredOwners: Object.values(reservedOwnerPrefixes), // part: quotas, sweep
  },
  'sweep-uploads': { info: hasDoneSomething }, // part: sweep
};

/** @param name of the function */
export function hintsFor(name: string): TriggerHints {
  return new Map(Object.entries(hints)).get(name) ?? {};
}

// part: sweep
/** Whether a sweep has changed anything, according to its counts. */
function hasDoneSomething(counts: LogFields): boolean {
  return Object.entries(counts).some(([name, count]) => !name.endsWith('Looked') && count !== 0);
}
