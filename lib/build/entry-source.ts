import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../cli/user-error';
import { endpoints } from '../../lambda/api/endpoints';
import { queuesFor, servicesFor } from '../../lambda/contract';
import { triggers } from '../../lambda/events/triggers';
import { permitsOf } from '../../lambda/function-row';
import type { FunctionName } from '../functions';

export interface EntrySourceProps {
  /** Path from the entry to the folder of the handlers. @default - the folder of the entry itself */
  readonly handlers?: string;
  /** The composition root. @default - `entry` in the handlers' folder */
  readonly root?: string;
}

/** Returns the source of a function's entry: the handler of its row with the services of its permits. */
export function entrySource(name: FunctionName, { handlers = '.', root = `${handlers}/entry` }: EntrySourceProps = {}): string {
  const row = [...endpoints, ...triggers].find((candidate) => candidate.name === name);
  if (!row) throw new TypeError(`No row named ${name} in lambda/api/endpoints.ts or lambda/events/triggers.ts.`);
  const { host, folder } = tableOf(name);
  const permits = permitsOf(row);
  const services = servicesFor(permits);
  const queues = queuesFor(permits).map((queue) => `'${queue}'`);
  const made = services.map((service) => `${service}: ${service}(${service === 'queues' ? queues.join(', ') : ''})`);
  return [
    `import handle from '${handlers}/${folder}/${name}';`,
    `import { ${[host, ...services].join(', ')} } from '${root}';`,
    `export const handler = ${host}('${name}', handle, { ${made.join(', ')} });`,
  ].join('\n');
}

/** @param source folder of the handlers @throws UserError when the row has no file */
export function requireHandlerFile(source: string, name: FunctionName): void {
  const { folder, table } = tableOf(name);
  const file = join(folder, `${name}.ts`);
  if (existsSync(join(source, file))) return;
  throw new UserError(
    `lambda/${file} does not exist, but lambda/${folder}/${table}.ts has a row "${name}". Write the file, or remove the row.`,
  );
}

/** The table that has the row of a function, the folder of its handler, and what calls the handler. */
function tableOf(name: FunctionName) {
  return endpoints.some((row) => row.name === name)
    ? ({ table: 'endpoints', folder: 'api', host: 'httpHandler' } as const)
    : ({ table: 'triggers', folder: 'events', host: 'eventHandler' } as const);
}
