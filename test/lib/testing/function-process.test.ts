// The runtime itself, with test handlers.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DeployedFunction, FunctionProcess } from '../../../lib/testing/lambda-runtime/function-process';
import { ownNode } from '../../../lib/testing/lambda-runtime/node-runtimes';

const leftovers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const remove of leftovers.splice(0).reverse()) await remove();
});

async function functionOf(code: string): Promise<DeployedFunction> {
  const folder = await mkdtemp(join(tmpdir(), 'function-'));
  leftovers.push(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'index.js'), code);
  return { name: 'f', folder, handler: 'index.handler', environment: { SETTING: 'x' }, memoryMb: 128, timeoutMs: 5000 };
}

async function start(code: string): Promise<FunctionProcess> {
  const started = await FunctionProcess.start(await functionOf(code), ownNode);
  leftovers.push(() => started.stop());
  return started;
}

it('passes events one after another to one process, and receives responses', async () => {
  const started = await start('let calls = 0; exports.handler = async (event) => ({ event, calls: ++calls })');

  expect(await started.invoke({ a: 'ä' })).toEqual({ event: { a: 'ä' }, calls: 1 });
  expect(await started.invoke(null)).toEqual({ event: null, calls: 2 });
});

it('passes the same context as Lambda', async () => {
  const started = await start(
    'exports.handler = async (_, { getRemainingTimeInMillis, ...rest }) => [getRemainingTimeInMillis(), rest]',
  );
  const [remaining, context] = (await started.invoke({})) as [number, object];

  expect(remaining).toBeGreaterThan(0);
  expect(remaining).toBeLessThanOrEqual(5000);
  expect(context).toMatchObject({
    awsRequestId: expect.stringMatching(/^[\da-f-]{36}$/),
    functionName: 'f',
    memoryLimitInMB: '128',
    invokedFunctionArn: expect.stringMatching(/:function:f:live$/),
  });
});

it('continues after an error', async () => {
  const started = await start(
    "exports.handler = async (bad) => { if (bad) throw new RangeError('too bad'); console.log('good'); return 1; }",
  );

  await expect(started.invoke(true)).rejects.toMatchObject({
    during: 'invocation',
    report: { errorType: 'RangeError', errorMessage: 'too bad' },
  });
  expect(await started.invoke(false)).toBe(1);
  await started.stop();
  expect(started.log).toBe('good\n');
});

it('passes none of this machine’s environment', async () => {
  const started = await start('exports.handler = async () => Object.keys(process.env)');
  const names = (await started.invoke({})) as string[];

  expect(names.filter((name) => !/^_?(AWS|LAMBDA|HANDLER|X_AMZN)_?/.test(name)).sort()).toEqual([
    'HOME',
    'LANG',
    'PATH',
    'SETTING',
    'TZ',
  ]);
});

it.each([
  ['a handler with a callback', 'exports.handler = (event, context, callback) => callback()', 'Runtime.CallbackHandlerDeprecated'],
  ['no handler', 'exports.other = 1', 'Runtime.HandlerNotFound'],
  ['code that does not parse', 'exports.handler = async () => {', 'Runtime.UserCodeSyntaxError'],
  ['a missing module', "require('nowhere')", "Runtime.ImportModuleError: Error: Cannot find module 'nowhere'"],
  ['a thrown value that is not an error', "throw 'no error'", 'string: no error'],
])('rejects %s when it starts', async (_, code, message) => {
  await expect(start(code)).rejects.toThrow(`init error: ${message}`);
});

it.each([
  ['during initialization', 'process.exit(3)'],
  ['during a call', 'exports.handler = async () => process.exit(3)'],
])('detects that the process exits %s', async (_, code) => {
  await expect(start(code).then((started) => started.invoke({}))).rejects.toThrow(
    'The process of f exited (3) without reporting an error',
  );
});

it('reports a missing Node.js binary', async () => {
  const node = { command: '/nowhere/node', args: [] };

  await expect(FunctionProcess.start(await functionOf(''), node)).rejects.toThrow('spawn /nowhere/node ENOENT');
});
