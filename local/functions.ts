import { UserError } from '../cli/user-error';
import { endpoints } from '../lambda/api/endpoints';
import { rowProblems } from '../lambda/events/row-problems';
import type { Trigger } from '../lambda/events/trigger';
import type { TriggerRow } from '../lambda/events/trigger-row';
import { triggers } from '../lambda/events/triggers';
import { functionDefaults } from '../lambda/function-row';
import type { CommonServices, Services } from '../lambda/services';
import { eventPattern } from './dynamodb/event-pattern';
import { permitted } from './iam/permitted';

/** A row of `lambda/events/triggers.ts`, and the default export of its file. */
export interface TriggerFunction {
  readonly row: TriggerRow;
  // biome-ignore lint/suspicious/noExplicitAny: each handler has the event type of its trigger.
  readonly handler: Trigger<any, unknown>;
}

/** Invokes a function with an event, like Lambda. */
export type Invoke = (event: unknown) => Promise<unknown>;

/**
 * Pairs every row with the file of the same name, like the build.
 * @throws UserError when the rows contradict each other, or a file is missing or exports no handler
 */
export async function loadTriggerFunctions(rows: readonly TriggerRow[] = triggers): Promise<TriggerFunction[]> {
  const problems = rowProblems(rows, endpoints);
  if (problems.length > 0) throw new UserError(problems.join('\n'));
  rows.forEach(checkPatterns);
  return Promise.all(rows.map(async (row) => ({ row, handler: await handlerOf(row.name) })));
}

/** AWS knows more comparisons than the local run. */
function checkPatterns({ name, on }: TriggerRow): void {
  const patterns = 'stream' in on ? on.patterns : 'event' in on && on.detail ? [on.detail] : [];
  try {
    patterns.forEach(eventPattern);
  } catch (error) {
    throw new UserError(
      `The row "${name}" of lambda/events/triggers.ts has a pattern that the local run cannot apply: ${(error as Error).message} ` +
        'Use exact values, exists, prefix, suffix, numeric or anything-but.',
    );
  }
}

async function handlerOf(name: string): Promise<TriggerFunction['handler']> {
  const path = `lambda/events/${name}.ts`;
  const file: { default?: unknown } = await import(`../lambda/events/${name}`).catch((error: NodeJS.ErrnoException) => {
    const isMissing = error.code?.endsWith('MODULE_NOT_FOUND') && error.message.includes(`events/${name}`);
    throw isMissing ? new UserError(`${path} does not exist, but lambda/events/triggers.ts has a row "${name}". ${howTo}`) : error;
  });
  if (typeof file.default === 'function') return file.default as TriggerFunction['handler'];
  throw new UserError(`${path} has no handler as its default export. ${howTo}`);
}

const howTo = 'Write a file with `export default trigger(async (event, services) => { … })`, or remove the row.';

/** Returns the function of a row with the services of its permits. */
export function deployed(
  { row, handler }: TriggerFunction,
  common: CommonServices,
  all: Omit<Services, keyof CommonServices>,
): Invoke {
  const services = permitted(row.name, row.may, common, all);
  const { memoryMb } = { ...functionDefaults, ...row };
  let coldStart = true;
  return async (event) => {
    const host = { memoryMb, coldStart };
    coldStart = false;
    return handler(event, services, host);
  };
}
