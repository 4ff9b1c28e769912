import { allowedRow, openRouteRow, type Plan } from '../plan';
import { rowOf } from '../row';
import { sentenceOf } from '../words';
import { handlerOf } from './handler';
import { type NewEndpoint, shapeOf } from './shape';
import { testOf } from './test';

/** The handler, the row and the test of an endpoint. */
export function endpointPlan(endpoint: NewEndpoint): Plan {
  const { name, method, path, access } = endpoint;
  const shape = shapeOf(endpoint);
  const text = rowOf({ name, method, path, access, may: [], summary: sentenceOf(name) });
  return {
    files: { [`lambda/api/${name}.ts`]: handlerOf(endpoint, shape), [`test/api/${name}.test.ts`]: testOf(endpoint, shape) },
    rows: [
      { file: 'lambda/api/endpoints.ts', begin: 'export const endpoints = [', end: '] as const', text },
      allowedRow(name, []), // part: proof
      ...(access === 'public' ? [openRouteRow(`${method} ${path}`)] : []), // part: proof
    ],
  };
}
