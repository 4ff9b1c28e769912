// Every command of package.json, run like npm runs it.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { scripts } from '../../package.json';

/** Commands that pass their options to the CDK, which validates them. */
const ofCdk = ['synth', 'deploy', 'destroy'];
const commands = Object.entries(scripts).filter(
  ([name, script]) => script.startsWith('node --require ./cli/typescript.cjs ') && !ofCdk.includes(name),
);

const root = join(__dirname, '../..');

function run(script: string, args: readonly string[]): Promise<{ code: unknown; stdout: string; stderr: string }> {
  const [, ...given] = script.split(' ');
  return new Promise((resolve) => {
    execFile(process.execPath, [...given, ...args], { cwd: root, timeout: 50_000 }, (error, stdout, stderr) =>
      resolve({ code: error ? error.code : 0, stdout, stderr }),
    );
  });
}

test('package.json has commands', () => {
  const names = commands.map(([name]) => name);
  expect(names).toEqual(expect.arrayContaining(['start', 'token']));
  expect(names).toEqual(expect.arrayContaining(['demo', 'user', 'redrive'])); // part: ops
  expect(names).toEqual(expect.arrayContaining(['diff:baseline', 'invariants', 'validate'])); // part: proof
  expect(names).toEqual(expect.arrayContaining(['bench', 'test:soak'])); // part: workshop
});

test.each(commands)(
  'npm run %s rejects an unknown option, prints its usage, exits with 2, and does nothing else',
  async (_, script) => {
    const { code, stdout, stderr } = await run(script, ['--no-such-option']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^Unknown option --no-such-option\./m);
    expect(stderr).toMatch(/^Usage: npm /m);
    expect(stderr).not.toMatch(/^ {4}at /m);
  },
);

test('a command prints its usage for --help', async () => {
  const { code, stdout } = await run(scripts.token, ['--help']);
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^Usage: npm run /) });
});
