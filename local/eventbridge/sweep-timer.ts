import { setTimeout } from 'node:timers/promises';
import sweepUploads from '../../lambda/events/sweep-uploads';
import { triggers } from '../../lambda/events/triggers';
import type { CommonServices, LogFields, Services } from '../../lambda/services';
import { permitted } from '../iam/permitted';

/** As the deployed function has it, in MiB. */
const memoryMb = 512;

/**
 * What EventBridge Scheduler is to the deployed application: gives the sweep its turns, one after the other, from now on until
 * it is told to stop. Settles when the last one has ended.
 * @param everyMs from the end of one turn to the next, in milliseconds
 */
export async function runSweepTimer(
  { common, own }: { readonly common: CommonServices; readonly own: Omit<Services, keyof CommonServices> },
  signal: AbortSignal,
  everyMs = 15 * 60_000,
): Promise<void> {
  const row = triggers.find(({ name }) => name === 'sweep-uploads');
  const services = permitted('sweep-uploads', row?.may ?? [], common, own);
  while (!signal.aborted) {
    try {
      await sweepUploads({}, services, { memoryMb, coldStart: false });
    } catch (error) {
      common.log.error('A sweep could not do all of its work; the next one comes to it again.', error as Error);
    }
    await setTimeout(everyMs, undefined, { signal }).catch(() => undefined);
  }
}

/** Whether a sweep has done more than look, by its counts. */
export function hasDoneSomething(counts: LogFields): boolean {
  return Object.entries(counts).some(([name, count]) => !name.endsWith('Looked') && count !== 0);
}
