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
  const endpoint = endpoints.find((row) => row.name === name);
  const row = endpoint ?? triggers.find((candidate) => candidate.name === name);
  if (!row) throw new TypeError(`No row named ${name} in lambda/api/endpoints.ts or lambda/events/triggers.ts.`);
  const [host, folder] = endpoint ? ['httpHandler', 'api'] : ['eventHandler', 'events'];
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
