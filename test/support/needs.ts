import { spawnSync } from 'node:child_process';

/**
 * `it` where the commands are installed, `it.skip` elsewhere, and a line that says so: what is not tested must not look
 * as if it were.
 */
export function itNeeds(...commands: string[]): jest.It {
  const missing = commands.filter((command) => spawnSync(command, ['--version']).error);
  if (missing.length === 0) return it;
  process.stderr.write(`SKIPPED for want of ${missing.join(', ')}: tests in ${expect.getState().testPath}\n`);
  return it.skip;
}
