import { UserError } from '../cli/user-error';
import type { Endpoint } from '../lambda/api/endpoint';
import { type EndpointRow, endpoints } from '../lambda/api/endpoints';
import type { Route } from '../lambda/api/route';
import { rowProblems } from '../lambda/events/row-problems';
import type { Trigger } from '../lambda/events/trigger';
import type { TriggerRow } from '../lambda/events/trigger-row';
import { triggers } from '../lambda/events/triggers';
import { functionDefaults, permitsOf } from '../lambda/function-row';
import type { CommonServices, Services } from '../lambda/services';
import { eventPattern } from './dynamodb/event-pattern';
import { permitted } from './iam/permitted';

/** A row of `lambda/events/triggers.ts`, and the default export of its file. */
export interface TriggerFunction {
  readonly row: TriggerRow;
  // biome-ignore lint/suspicious/noExplicitAny: each handler has the event type of its trigger.
  readonly handler: Trigger<any, unknown>;
}

/**
 * Pairs every row of the endpoints with the file of the same name, like the build.
 * @throws UserError when a file is missing or exports no endpoint
 */
export async function loadEndpoints(): Promise<{ row: EndpointRow; endpoint: Endpoint }[]> {
  return endpoints.map((row: EndpointRow) => ({ row, endpoint: endpointOf(row.name) }));
}

function endpointOf(name: string): Endpoint {
  const endpoint = defaultExport(`../lambda/api/${name}`);
  if (typeof endpoint === 'object') return endpoint as Endpoint;
  const problem =
    endpoint === missing
      ? `does not exist, but lambda/api/endpoints.ts has a row "${name}"`
      : 'has no endpoint as its default export';
  throw new UserError(`lambda/api/${name}.ts ${problem}. Write a file with \`export default endpoint({ … })\`, or remove the row.`);
}

/** The endpoints, each with the services of its permits. */
export async function loadRoutes(common: CommonServices, all: Omit<Services, keyof CommonServices>): Promise<Route[]> {
  return (await loadEndpoints()).map(({ row, endpoint }) => ({
    row,
    endpoint,
    services: permitted(row.name, permitsOf(row), common, all),
  }));
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
  return rows.map((row) => ({ row, handler: handlerOf(row.name) }));
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

function handlerOf(name: string): TriggerFunction['handler'] {
  const path = `lambda/events/${name}.ts`;
  const handler = defaultExport(`../lambda/events/${name}`);
  if (typeof handler === 'function') return handler as TriggerFunction['handler'];
  const problem =
    handler === missing
      ? `does not exist, but lambda/events/triggers.ts has a row "${name}"`
      : 'has no handler as its default export';
  throw new UserError(
    `${path} ${problem}. Write a file with \`export default trigger(async (event, services) => { … })\`, or remove the row.`,
  );
}

/** What a module exports that does not exist. */
const missing = Symbol('missing');

/** By `require`, because ES modules cannot be loaded again after a change. @returns the default export of a file, or `missing` */
function defaultExport(module: string): unknown {
  try {
    const file: { readonly default?: unknown } = require(module);
    return file.default;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    // The first line names the missing module, the others name those that require it. ENOENT: its file was removed after a load.
    const [line = ''] = message.split('\n');
    const isMissing =
      ['MODULE_NOT_FOUND', 'ENOENT'].includes(code ?? '') && /'(.*?)(?:\.ts)?'/.exec(line)?.[1]?.endsWith(module.slice(2));
    if (isMissing) return missing;
    throw error;
  }
}

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
