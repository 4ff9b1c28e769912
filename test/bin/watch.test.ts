// `cdk watch` deploys again after a change of every file that a deployment consists of.
import { join } from 'node:path';
import { build } from 'esbuild';
import { watch } from '../../cdk.json';
import { endpoints } from '../../lambda/api/endpoints';
import { triggers } from '../../lambda/events/triggers';

/** The project's own files that modules consist of: the modules, what they import, and what these import. */
async function sourcesOf(...entryPoints: string[]): Promise<string[]> {
  const { metafile } = await build({
    absWorkingDir: join(__dirname, '../..'),
    entryPoints,
    bundle: true,
    write: false,
    metafile: true,
    packages: 'external',
    platform: 'node',
    outdir: 'out',
    logLevel: 'silent',
  });
  return Object.keys(metafile.inputs);
}

/** Whether a pattern of `include`, a folder with everything below it or one file, names the path. */
const isWatched = (path: string) =>
  watch.include.some((pattern) => (pattern.endsWith('/**') ? path.startsWith(pattern.slice(0, -2)) : path === pattern));

const handlers = [
  ...endpoints.map(({ name }) => `lambda/api/${name}.ts`),
  ...triggers.map(({ name }) => `lambda/events/${name}.ts`),
  'lambda/entry.ts',
];

it.each([
  ['the stack', ['bin/app.ts'], 'lib/settings/stages.ts'],
  ['the functions', handlers, 'lambda/core/sizes.ts'],
  ['the page', ['web/main.tsx'], 'client/image-client.ts'], // part: web
])('includes every source of %s', async (_, entryPoints, known) => {
  const sources = await sourcesOf(...entryPoints);
  expect(sources).toContain(known);
  expect(sources.filter((path) => !isWatched(path))).toEqual([]);
});

it('leaves out what no deployment contains', () => {
  expect(['local/main.ts', 'test/bin/watch.test.ts', 'docs/deploy.md', 'libs/a.ts'].filter(isWatched)).toEqual([]);
});
