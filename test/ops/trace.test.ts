// A stack trace of a packaged function, and the lines of the source that it comes from.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { endpoints } from '../../lambda/api/endpoints';
import { bundleOptions } from '../../lib/build/bundle';
import { errorIn } from '../../ops/trace/log-line';
import { toSource } from '../../ops/trace/to-source';
import { temporaryFolder } from '../support/local';

const [{ name }] = endpoints;
const source = `
/** Fails two calls deep. */
export function outer(message: string): never {
  return inner(message);
}

function inner(message: string): never {
  throw new TypeError(message);
}
`;

/** A project whose one function fails, built like a release. @returns its folder, and the stack as Lambda logs it */
async function failing(): Promise<{ root: string; stack: string }> {
  const root = await temporaryFolder();
  const put = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  put('lambda/core/fail.ts', source);
  const { outputFiles } = await build({
    ...bundleOptions(join(root, 'lambda'), [name], () => "export { outer as handler } from './core/fail';"),
    outdir: join(root, 'build/functions'),
    write: false,
    sourcemap: 'external',
  });
  for (const { path, text } of outputFiles) put(path.endsWith('.map') ? `build/maps/${name}/function.js.map` : 'function.js', text);
  const { handler } = await import(join(root, 'function.js'));
  try {
    return handler('It failed.');
  } catch (error) {
    return { root, stack: `${(error as Error).stack}`.replaceAll(join(root, 'function.js'), '/var/task/function.js') };
  }
}

const places = (text: string) => [...text.matchAll(/lambda\/core\/fail\.ts:\d+:\d+/g)].map(([found]) => found);
const expected = ['lambda/core/fail.ts:8:9', 'lambda/core/fail.ts:4:10'];

let root: string;
let stack: string;
beforeAll(async () => {
  ({ root, stack } = await failing());
});

it('is the stack of the package before', () => {
  expect(stack).toMatch(/^TypeError: It failed\.\n {4}at .*\/var\/task\/function\.js:1:\d+/);
});

it.each<[string, () => string]>([
  ['of the application', () => JSON.stringify({ level: 'ERROR', service: name, message: `${name} failed`, error: { stack } })],
  ['of the application, with the cause', () => JSON.stringify({ service: name, error: { stack: 'Error: no', cause: { stack } } })],
  ['copied with the time before it', () => `2026-11-22T12:00:00Z ${JSON.stringify({ service: name, error: { stack } })}`],
  ['of a crash, which Lambda writes', () => JSON.stringify({ service: name, errorType: 'TypeError', stack: stack.split('\n') })],
])('names the source lines in a line %s', (_, line) => {
  const shown = toSource(errorIn(line()), root);

  expect(places(shown)).toEqual(expected);
  expect(shown).toContain('TypeError: It failed.');
  expect(shown).not.toContain('/var/task');
});

it('names the source lines of a stack alone, if the function is given', () => {
  expect(places(toSource(errorIn(stack, name), root))).toEqual(expected);
  expect(() => errorIn(stack)).toThrow('The line names no function. Add --function NAME with one of: ');
});

it.each([
  [
    'a line without an error',
    '{"service":"health","message":"request answered"}',
    undefined,
    /^The line has no error with a stack\./,
  ],
  ['an unknown function', 'Error: x\n  at y', 'heal', /^The line names the function "heal", which does not exist\. Add --function/],
])('rejects %s', (_, line, fn, message) => {
  expect(() => errorIn(line, fn)).toThrow(message);
});

it('says how to get the map that is missing', async () => {
  const folder = await temporaryFolder();
  expect(() => toSource(errorIn(stack, name), folder)).toThrow(
    /^There is no source map .*function\.js\.map\. Check out the release/,
  );
});

it('leaves a place that no map knows', () => {
  const shown = toSource({ fn: name, text: 'at /var/task/function.js:999999:1' }, root);
  expect(shown).toMatch(/^at (?:\/var\/task\/function\.js:999999:1|lambda\/core\/fail\.ts:\d+:\d+)$/);
  expect(readFileSync(join(root, 'lambda/core/fail.ts'), 'utf8')).toBe(source);
});
