import { parseOptions, suggestion } from '../../cli/options';
import { type EventType, eventTypes } from '../../lambda/contract';
import type { TriggerSource } from '../../lambda/events/trigger-row';
import type { NewEndpoint } from './endpoint/shape';
import type { NewTrigger } from './trigger/plan';

const kinds = ['endpoint', 'trigger'] as const;
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
const triggerKinds = ['timer', 'queue', 'stream', 'bus'] as const;

export const usage = `npm run new -- endpoint NAME METHOD PATH [--public]
       npm run new -- trigger NAME timer SCHEDULE [--time-zone ZONE]
       npm run new -- trigger NAME queue [QUEUE]
       npm run new -- trigger NAME stream
       npm run new -- trigger NAME bus EVENT…

Adds an endpoint of the API, or a function that something else triggers: its handler, its row and its test.

  NAME         names the file and the Lambda function, such as add-tag
  METHOD       ${methods.join(', ')}
  PATH         such as /images/{id}/tags
  --public     the endpoint accepts requests without a token
  SCHEDULE     minutes between two runs, or six cron fields in quotes: "0 8 ? * MON-FRI *"
  --time-zone  of the cron fields, such as Europe/Zurich; without it UTC
  QUEUE        name of the queue; without it NAME
  stream       changes of images in the table
  EVENT        ${eventTypes.join(', ')}`;

/** What to add, as the command line says it. It is not checked against the repository yet. */
export type NewOptions =
  | { readonly endpoint: Omit<NewEndpoint, 'path'> & { readonly path: string } }
  | { readonly trigger: NewTrigger };

/** @throws Error when an argument is missing, unknown or surplus */
export function newOptions(args: readonly string[]): NewOptions {
  const { values, positionals } = parseOptions(args, {
    options: { public: { type: 'boolean' }, 'time-zone': { type: 'string' } },
    allowPositionals: true,
  });
  const [given, name, ...rest] = positionals;
  const kind = oneOf('kind', kinds, given);
  if (name === undefined) throw new Error('NAME is missing.');
  if (kind === 'endpoint') {
    if (values['time-zone'] !== undefined) throw new Error('--time-zone belongs to a timer.');
    return { endpoint: endpointFrom(name, rest, values.public ? 'public' : 'owner') };
  }
  if (values.public) throw new Error('--public belongs to an endpoint.');
  return { trigger: { name, on: sourceFrom(name, rest, values['time-zone']) } };
}

function endpointFrom(name: string, [method, path, ...surplus]: readonly string[], access: NewEndpoint['access']) {
  const known = oneOf('METHOD', methods, method?.toUpperCase());
  if (path === undefined) throw new Error('PATH is missing.');
  refuseSurplus(surplus);
  return { name, method: known, path, access };
}

function sourceFrom(name: string, [given, ...rest]: readonly string[], timeZone?: string): TriggerSource {
  const kind = oneOf('trigger', triggerKinds, given);
  if (timeZone !== undefined && kind !== 'timer') throw new Error('--time-zone belongs to a timer.');
  if (kind === 'bus') return { event: eventsFrom(rest) };
  refuseSurplus(rest.slice(kind === 'stream' ? 0 : 1));
  const [value] = rest;
  if (kind === 'timer') return { schedule: scheduleFrom(value, timeZone) };
  if (kind === 'queue') return { queue: value ?? name };
  return { stream: 'images', patterns: [{ eventName: ['INSERT'], dynamodb: { NewImage: { status: { S: [{ exists: true }] } } } }] };
}

function scheduleFrom(value?: string, timeZone?: string) {
  if (value === undefined) throw new Error('SCHEDULE is missing.');
  if (!/^\d+$/.test(value)) return { cron: value, ...(timeZone && { timeZone }) };
  if (timeZone !== undefined) throw new Error('--time-zone belongs to cron fields, not to minutes.');
  return { everyMinutes: Number(value) };
}

function eventsFrom(given: readonly string[]): EventType[] {
  if (given.length === 0) throw new Error(`EVENT is missing. Use ${eventTypes.join(', ')}.`);
  return [...new Set(given.map((type) => oneOf('event', eventTypes, type)))];
}

function oneOf<Known extends string>(what: string, known: readonly Known[], given?: string): Known {
  if (given === undefined) throw new Error(`The ${what} is missing. Use ${known.join(', ')}.`);
  const found = known.find((each) => each === given);
  if (found === undefined) throw new Error(`Unknown ${what} ${JSON.stringify(given)}.${suggestion(given, known)}`);
  return found;
}

function refuseSurplus([first]: readonly string[]): void {
  if (first !== undefined) throw new Error(`Unexpected argument ${JSON.stringify(first)}.`);
}
