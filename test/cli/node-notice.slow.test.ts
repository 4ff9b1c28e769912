import { join } from 'node:path';
import { Command, temporaryFolder } from '../support/local';

const name = 'AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED';
const isOld = Number.parseInt(process.versions.node, 10) < 22;
const notice = `Node.js ${process.versions.node} is supported, but has reached its end of life. Use Node.js 22 or 24.\n`;

/** What a command writes to stderr, for a user with default settings. */
async function errorsOf(script: string, args: string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  const dataDir = await temporaryFolder();
  const command = Command.run(script, args, { [name]: undefined, LOCAL_DATA_DIR: dataDir, ...env });
  if (script === 'main.ts') {
    await command.ready();
    command.child.kill('SIGINT');
  }
  await command.ended;
  return command.stderr;
}

test.each([
  ['npm start', 'main.ts', []],
  ['npm run update', '../scaffold/update/main.ts', ['--help']], // part: update
])('%s prints one line on an end-of-life Node.js, and nothing on others', async (_, script, args) => {
  expect(await errorsOf(script, args)).toBe(isOld ? notice : '');
});

test.each([
  ['npm run demo', '../ops/demo/main.ts', [join(__dirname, 'no-photo.jpg')]], // part: ops
  ['npm run redrive', '../ops/redrive/main.ts', []], // part: ops
  ['npm run user', '../ops/user/main.ts', ['create', 'you@example.com']], // part: ops
  ['npm run deploy', '../bin/deploy.ts', ['--help']],
])('%s prints it once, without the warnings of the AWS SDK', async (_, script, args) => {
  const errors = await errorsOf(script, args, {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'a',
    AWS_SECRET_ACCESS_KEY: 'b',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
  });
  expect(errors.split(notice)).toHaveLength(isOld ? 2 : 1);
  expect(errors).not.toContain('NodeVersionSupportWarning');
});

test('a user who has disabled the warning of the AWS SDK gets no line', async () => {
  expect(await errorsOf('main.ts', [], { [name]: 'true' })).toBe('');
});
