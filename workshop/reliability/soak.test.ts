import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const soak = (...args: string[]) =>
  spawnSync(process.execPath, ['--require', './cli/typescript.cjs', join(__dirname, 'soak.ts'), ...args], { encoding: 'utf8' });

test.each([
  ['--uploads=many', '--uploads must be a whole number from 100 to 2147483647, not "many".'],
  ['--rounds=3', 'Unknown option --rounds.'],
])('a long run rejects %s, and shows the usage', (argument, message) => {
  const { status, stderr } = soak(argument);
  expect(status).toBe(2);
  expect(stderr).toContain(message);
  expect(stderr).toContain('npm run test:soak -- [options]');
});
