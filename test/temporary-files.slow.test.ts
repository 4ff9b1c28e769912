import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(__dirname, '..');

it('the tests leave no files in the temporary folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'app-temporary-'));
  const temporary = join(folder, 'temporary');
  mkdirSync(temporary);

  const args = ['node_modules/jest/bin/jest.js', '--cacheDirectory', join(folder, 'cache'), 'test/lib/build/bundle.test.ts'];
  const env = { ...process.env, TMPDIR: temporary };
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', env });

  expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringContaining('PASS') });
  expect(readdirSync(temporary)).toEqual([]);
  rmSync(folder, { recursive: true });
});
