import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(__dirname, '../..');
const parents: ChildProcess[] = [];

afterEach(() => {
  for (const parent of parents.splice(0)) parent.kill('SIGKILL');
});

/**
 * Runs a Node.js script in a process whose parent does not reap it: after its exit it is a zombie until the end of the test.
 */
export function unreaped(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): { readonly stdout: string; readonly stderr: string } {
  // The shell starts it and becomes `sleep`, which does not reap children.
  const script = '"$0" --require ./cli/typescript.cjs "$@" & exec sleep 300';
  const parent = spawn('sh', ['-c', script, process.execPath, ...args], { cwd: root, env: { ...process.env, ...env } });
  parents.push(parent);
  const output = { stdout: '', stderr: '' };
  parent.stdout.on('data', (text) => {
    output.stdout += text;
  });
  parent.stderr.on('data', (text) => {
    output.stderr += text;
  });
  return output;
}

/** Whether a process has exited and was not reaped. */
export function isZombie(pid: number): boolean {
  return execFileSync('ps', ['-o', 'stat=', '-p', `${pid}`], { encoding: 'utf8' })
    .trim()
    .startsWith('Z');
}

/** `test` if zombies can be created and detected; otherwise `test.skip`, with a message. */
export function testWithZombies(): jest.It {
  if (spawnSync('sh', ['-c', 'command -v sleep && command -v ps']).status === 0) return test;
  process.stderr.write(`SKIPPED, because sh, sleep or ps is not installed: a test in ${expect.getState().testPath}\n`);
  return test.skip;
}
