import { braces, phraseOf } from '../words';
import type { NewEndpoint, Shape } from './shape';

/** The source of `test/api/NAME.test.ts`. */
export function testOf(endpoint: NewEndpoint, shape: Shape): string {
  const { method, path, access } = endpoint;
  const owner = access === 'owner' ? [`as: 'alice'`] : [];
  const verb = method === 'GET' ? [] : [`method: '${method}'`];
  const request = (...more: string[]) => {
    const init = [...verb, ...more];
    return `api.request(path${init.length > 0 ? `, ${braces(init)}` : ''})`;
  };
  const { field } = shape;
  const tests = [
    successOf(endpoint, shape, request(...owner, ...(field ? [`body: JSON.stringify({ ${field}: 'hello' })`] : []))),
    field && refusalOf(`a body without ${field}`, request(...owner, `body: '{}'`), 400),
    access === 'owner' && refusalOf('a request without a token', request(), 401),
  ];
  return `import { openTestApi, type TestApi } from '../support/api';

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(() => api.close());

describe('${method} ${path}', () => {
const path = '${shape.parameters.reduce((all, { name, example }) => all.replace(`{${name}}`, example), path as string)}';

${tests.filter(Boolean).join('\n\n')}
});
`;
}

function successOf({ name }: NewEndpoint, { parameters, field, time, status }: Shape, request: string): string {
  const fields = parameters.map(({ name: key, example }) => `${key}: '${example}'`);
  const answer = [...fields, ...(field ? [`${field}: 'hello'`] : []), `${time}: api.clock.now().toISOString()`];
  const line = `{ message: '${phraseOf(name)}' }`;
  const [title, proof] = time
    ? [
        answer.length > 1 ? 'answers with its input and the time' : 'answers with the time',
        `expect(await response.json()).toEqual(${braces(answer)});`,
      ]
    : ['writes a line to the log', `expect(api.log.entries).toContainEqual(expect.objectContaining(${line}));`];
  return `it('${title}', async () => {
const response = await ${request};

expect(response.status).toBe(${status});
${proof}
});`;
}

const refusalOf = (what: string, request: string, status: number) => `it('rejects ${what}', async () => {
expect((await ${request}).status).toBe(${status});
});`;
