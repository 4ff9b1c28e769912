import { parseOptions, suggestion } from '../../cli/options';
import type { NewEndpoint } from './endpoint/shape';

export const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

export const usage = `npm run new -- endpoint NAME METHOD PATH [--public]
  Adds an endpoint of the API: its handler, its row and its test.
  NAME      such as add-tag; names the file and the Lambda function
  METHOD    ${methods.join(', ')}
  PATH      such as /images/{id}/tags
  --public  accepts requests without a token`;

/** What to add, as the command line says it. The values are not checked against the repository yet. */
export interface NewOptions extends Omit<NewEndpoint, 'path'> {
  readonly kind: 'endpoint';
  readonly path: string;
}

/** @throws Error when an argument is missing, unknown or surplus */
export function newOptions(args: readonly string[]): NewOptions {
  const { values, positionals } = parseOptions(args, {
    options: { public: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const [kind, name, method, path, ...surplus] = positionals;
  if (kind === undefined) throw new Error('Name what to add: endpoint.');
  if (kind !== 'endpoint') throw new Error(`Unknown kind ${JSON.stringify(kind)}.${suggestion(kind, ['endpoint'])}`);
  if (name === undefined || method === undefined || path === undefined) throw new Error('NAME, METHOD and PATH are required.');
  if (surplus.length > 0) throw new Error(`Unexpected argument ${JSON.stringify(surplus[0])}.`);
  return { kind, name, method: methodOf(method), path, access: values.public ? 'public' : 'owner' };
}

function methodOf(given: string): NewEndpoint['method'] {
  const method = methods.find((known) => known === given.toUpperCase());
  if (!method) throw new Error(`Unknown method ${JSON.stringify(given)}.${suggestion(given, methods)}`);
  return method;
}
