import { checkName } from './check-name';
import { checkPath } from './endpoint/check-path';
import { endpointPlan } from './endpoint/plan';
import type { NewOptions } from './options';
import type { Plan } from './plan';
import { checkTrigger } from './trigger/check-trigger';
import { triggerPlan } from './trigger/plan';

/**
 * The plan for what the command line asks for.
 * @throws UserError when the tables of the repository leave no place for it
 */
export function planOf(options: NewOptions): Plan {
  if ('trigger' in options) {
    checkName(options.trigger.name, 'send-digest');
    checkTrigger(options.trigger);
    return triggerPlan(options.trigger);
  }
  const { name, method, path, access } = options.endpoint;
  checkName(name, 'add-tag');
  checkPath(method, path);
  return endpointPlan({ name, method, path, access });
}
