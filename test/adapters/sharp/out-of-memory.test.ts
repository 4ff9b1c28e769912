import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

// Only Linux can limit the memory of a running process.
const limitable = spawnSync('prlimit', ['--version']).status === 0;

(limitable ? test : test.skip)('an image is not reported as corrupt when memory is exhausted', () => {
  const script = join(__dirname, 'resize-in-little-memory.ts');
  // Not with tsx: on Node.js 20 it allocates memory after the script has started, and exits when there is none.
  const built = buildSync({ entryPoints: [script], bundle: true, platform: 'node', packages: 'external', write: false });
  const input = built.outputFiles[0]?.text;
  const output = execFileSync(process.execPath, ['-'], { input, cwd: join(__dirname, '../../..'), encoding: 'utf8' });
  expect(output).toMatch(/^little memory: Error: .*out of memory.*\nenough memory: CORRUPT_IMAGE\n$/);
});
