import { sweep } from '../core/sweep';
import type { SweepCounts } from '../core/sweep-run';
import { trigger } from './trigger';

/**
 * The schedule's turn; its event tells nothing. When something could not be done, the function fails at its end, so that it is
 * counted as an error.
 */
export default trigger(async (_event: unknown, services): Promise<SweepCounts> => {
  const { counts, faults } = await sweep(services);
  services.log.info('uploads swept', { ...counts });
  if (faults.length > 0)
    throw new AggregateError(
      faults,
      `Faults of this sweep: ${faults.length}. ${faults
        .slice(0, 10)
        .map(({ message }) => message)
        .join('; ')}`,
    );
  return counts;
});
