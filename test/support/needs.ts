import { spawnSync } from 'node:child_process';

/** `it` if the commands are installed; otherwise `it.skip`, with a message, so that skipped tests are visible. */
export function itNeeds(...commands: string[]): jest.It {
  const missing = commands.filter((command) => spawnSync(command, ['--version']).error);
  if (missing.length === 0) return it;
  process.stderr.write(`SKIPPED, because ${missing.join(', ')} is not installed: tests in ${expect.getState().testPath}\n`);
  return it.skip;
}
