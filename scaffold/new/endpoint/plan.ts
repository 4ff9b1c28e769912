import type { Plan } from '../plan';
import { sentenceOf } from '../words';
import { handlerOf } from './handler';
import { type NewEndpoint, shapeOf } from './shape';
import { testOf } from './test';

/** The handler, the row and the test of an endpoint. */
export function endpointPlan(endpoint: NewEndpoint): Plan {
  const { name, method, path, access } = endpoint;
  const shape = shapeOf(endpoint);
  return {
    files: { [`lambda/api/${name}.ts`]: handlerOf(endpoint, shape), [`test/api/${name}.test.ts`]: testOf(endpoint, shape) },
    row: {
      file: 'lambda/api/endpoints.ts',
      table: 'endpoints',
      text: `{
  name: '${name}',
  method: '${method}',
  path: '${path}',
  access: '${access}',
  may: [],
  summary: '${sentenceOf(name)}',
},`,
    },
  };
}
