import { endpoints } from '../../lambda/api/endpoints';
import { queuesFor, servicesFor } from '../../lambda/contract';
import { triggers } from '../../lambda/events/triggers';
import { permitsOf } from '../../lambda/function-row';
import type { FunctionName } from '../functions';

export interface EntrySourceProps {
  /** The folder of the handlers, as the entry is to import from it. @default - that of the entry itself */
  readonly handlers?: string;
  /** The composition root. @default - the handlers' own */
  readonly root?: string;
}

/** Source of a function's entry: the handler of its row with the services of its permits, and nothing else. */
export function entrySource(name: FunctionName, { handlers = '.', root = `${handlers}/entry` }: EntrySourceProps = {}): string {
  const endpoint = endpoints.find((row) => row.name === name);
  const row = endpoint ?? triggers.find((candidate) => candidate.name === name);
  if (!row) throw new TypeError(`No table has a row ${name}.`);
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
