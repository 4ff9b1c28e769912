import { sweep } from '../core/sweep';
import type { SweepCounts } from '../core/sweep-run';
import { trigger } from './trigger';

/**
 * Runs the sweep on its schedule. If a part of it failed, the function fails at the end, so that Lambda counts an error.
 */
export default trigger(async (_event: unknown, services): Promise<SweepCounts> => {
  const { counts, faults } = await sweep(services);
  services.log.info('uploads swept', { ...counts });
  if (faults.length > 0)
    throw new AggregateError(
      faults,
      `Errors of this sweep: ${faults.length}. ${faults
        .slice(0, 10)
        .map(({ message }) => message)
        .join('; ')}`,
    );
  return counts;
});
