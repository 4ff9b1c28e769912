import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

// Only Linux can take memory from a running process.
const limitable = spawnSync('prlimit', ['--version']).status === 0;

(limitable ? test : test.skip)('an image that needs more memory than there is is no damaged image', () => {
  const script = join(__dirname, 'resize-in-little-memory.ts');
  // Not by tsx, which on Node 20 still asks for memory of its own when the script has begun, and ends where there is none.
  const built = buildSync({ entryPoints: [script], bundle: true, platform: 'node', packages: 'external', write: false });
  const input = built.outputFiles[0]?.text;
  const output = execFileSync(process.execPath, ['-'], { input, cwd: join(__dirname, '../../..'), encoding: 'utf8' });
  expect(output).toMatch(/^little memory: Error: .*out of memory.*\nenough memory: CORRUPT_IMAGE\n$/);
});
