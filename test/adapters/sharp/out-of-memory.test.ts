import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';

// Only Linux can take memory from a running process.
const limitable = spawnSync('prlimit', ['--version']).status === 0;

(limitable ? test : test.skip)('an image that needs more memory than there is is no damaged image', () => {
  const script = join(__dirname, 'resize-in-little-memory.ts');
  const output = execFileSync(process.execPath, ['--import', 'tsx', script], { encoding: 'utf8' });
  expect(output).toMatch(/^little memory: Error: .*out of memory.*\nenough memory: DAMAGED\n$/);
});
