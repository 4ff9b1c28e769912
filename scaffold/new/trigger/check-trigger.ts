import { UserError } from '../../../cli/user-error';
import { endpoints } from '../../../lambda/api/endpoints';
import { rowProblems } from '../../../lambda/events/row-problems';
import { triggers } from '../../../lambda/events/triggers';
import type { NewTrigger } from './plan';

/** @throws UserError when the schedule or the queue of the trigger is invalid, or another trigger has the queue */
export function checkTrigger({ name, on }: NewTrigger): void {
  const [problem] = rowProblems([...triggers, { name, on, may: [], summary: '' }], endpoints);
  if (problem) throw new UserError(problem);
}
