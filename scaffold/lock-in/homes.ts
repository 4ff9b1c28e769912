import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { endpoints } from '../../lambda/api/endpoints';
import { isQueueRow } from '../../lambda/events/trigger-row';
import { triggers } from '../../lambda/events/triggers';

export const root = join(__dirname, '../..');

/** A place where the application runs. */
export interface Home {
  readonly name: string;
  /** The module that composes the application there. */
  readonly entry: string;
  /** The handlers, which the entry loads by the names of their rows. */
  readonly handlers: readonly string[];
  /** A folder whose other files deploy it, such as a Dockerfile. @default - none */
  readonly folder?: string;
  /** What of the stack deploys it. @default - nothing */
  readonly constructs?: string;
  /** Whether another home processes what this one accepts. @default false */
  readonly apiOnly?: boolean;
}

const api = endpoints.map(({ name }) => `lambda/api/${name}.ts`);
const eventsOf = (rows: readonly { readonly name: string }[]) => rows.map(({ name }) => `lambda/events/${name}.ts`);

/** The platforms that serve the API alone: each folder with an entry. */
const platforms = readdirSync(join(root, 'platforms'))
  .filter((name) => existsSync(join(root, 'platforms', name, 'entry.ts')))
  .sort();

const lambda: Home = {
  name: 'AWS Lambda',
  entry: 'lambda/entry.ts',
  handlers: [...api, ...eventsOf(triggers)],
  constructs: 'lib/',
};

/** It also processes what the homes with the API alone accept. */
export const withoutAws: Home = {
  name: 'without AWS',
  entry: 'platforms/node/main.ts',
  handlers: lambda.handlers,
  folder: 'platforms/node',
};

/** The first is the one that the others are compared with. */
export const homes: readonly Home[] = [
  lambda,
  {
    name: 'AWS containers',
    entry: 'serve/container.ts',
    handlers: [...api, ...eventsOf(triggers.filter(isQueueRow))],
    folder: 'serve',
    constructs: 'lib/constructs/containers/',
  },
  withoutAws,
  ...platforms.map((name) => ({
    name: title(name),
    entry: `platforms/${name}/entry.ts`,
    handlers: api,
    folder: `platforms/${name}`,
    apiOnly: true,
  })),
];

/** The stack of the home on AWS Lambda. */
export const stack = 'lib/app-stack.ts';

/** Code of the product that is in no home, by its entry. */
export const others: readonly { readonly name: string; readonly entry: string }[] = [
  { name: 'the page and its client', entry: 'web/main.tsx' }, // part: web
];

function title(folder: string): string {
  return folder
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');
}
