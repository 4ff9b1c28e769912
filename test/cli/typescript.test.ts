// The hook with which every command loads TypeScript.
import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '../support/local';

const hook = join(__dirname, '../../cli/typescript.cjs');

/** Runs main.ts in a folder with these files. */
async function run(files: Readonly<Record<string, string>>): Promise<{ stdout: string; stderr: string }> {
  const folder = await temporaryFolder();
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  return spawnSync(process.execPath, ['--require', hook, join(folder, 'main.ts')], { encoding: 'utf8' });
}

it('loads a module by its name without the extension, rather than JSON of the same name', async () => {
  const files = {
    'main.ts': `import { a } from './a';\nconsole.log(a);`,
    'a.ts': 'export const a: number = 1;',
    'a.json': '{"a": 2}',
  };
  expect((await run(files)).stdout).toBe('1\n');
});

it('loads a module on demand, by its name or by a name that it computes', async () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the content of a file.
  const main = 'const load = async (name: string) => (await import(`./${name}`)).default;\n';
  const files = {
    'main.ts': `${main}void load('b').then(async (b) => console.log(b, (await import('./b')).c));`,
    'b.ts': 'export default 1;\nexport const c = 2;',
  };
  expect((await run(files)).stdout).toBe('1 2\n');
});

it('names the TypeScript line of an error', async () => {
  const files = {
    'main.ts': `interface Unused {\n  readonly a: string;\n}\n\nexport const use = (_: Unused) => 1;\nthrow new Error('here');`,
  };
  expect((await run(files)).stderr).toMatch(/main\.ts:6:7\)?$/m);
});

it('loads the new content of a changed file', async () => {
  const contents = ['console.log(1);', 'console.log(2);', 'console.log(1);'];
  const outputs = [];
  for (const content of contents) outputs.push((await run({ 'main.ts': content })).stdout);
  expect(outputs).toEqual(['1\n', '2\n', '1\n']);
});

it('reports a syntax error with its place', async () => {
  expect((await run({ 'main.ts': 'const a =;' })).stderr).toMatch(/main\.ts:1:9: ERROR: Unexpected ";"/);
});
