import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { endpoints } from '../../../lambda/api/endpoints';
import { environmentOf, servicesFor } from '../../../lambda/contract';
import { permitsOf } from '../../../lambda/function-row';
import { bundleFunctions } from '../../../lib/build/bundle';
import { copyNativePackage, nativeSharp } from '../../../lib/build/native-package';
import { nativePlatform } from '../../../lib/build/platform';
import { type FunctionName, functionNames } from '../../../lib/functions';
import { rows } from '../../../lib/testing/template';
import * as root from '../../../package.json';

const resizer = join(__dirname, '../../../lambda/packages/resize-image');
const read = (path: string) => JSON.parse(readFileSync(path, 'utf8'));

function put(folder: string, files: Record<string, string>): string {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

const newFolder = () => mkdtempSync(join(tmpdir(), 'bundle-'));

const lockOf = (...modules: string[]) =>
  JSON.stringify({ packages: Object.fromEntries(modules.map((name) => [`node_modules/${name}`, { version: '0.35.5' }])) });

/** A package folder as npm installs it. */
function installed(...modules: string[]): string {
  return put(newFolder(), {
    'package-lock.json': lockOf('sharp', nativeSharp, '@img/sharp-linux-x64'),
    'node_modules/.package-lock.json': lockOf(...modules),
    ...Object.fromEntries(modules.map((name) => [`node_modules/${name}/index.js`, name])),
  });
}

const refusal = /does not contain @img\/sharp-linux-arm64 0\.35\.5.*`npm run postinstall`/;

describe('sharp', () => {
  it('has the same version in the resizer’s package as in the project', () => {
    expect(read(join(resizer, 'package.json')).dependencies).toEqual({ sharp: root.dependencies.sharp });
    expect(read(join(resizer, 'package-lock.json')).packages['node_modules/sharp'].version).toBe(root.dependencies.sharp);
  });

  it('is locked with its binary for the functions, without registry URLs', () => {
    const { packages } = read(join(resizer, 'package-lock.json'));

    expect(packages[`node_modules/${nativeSharp}`].version).toBe(root.dependencies.sharp);
    expect(readFileSync(join(resizer, 'package-lock.json'), 'utf8')).not.toContain('"resolved"');
  });

  it('is installed by npm ci for the platform of the functions', () => {
    const { os, cpu, libc } = nativePlatform;

    expect(root.scripts.postinstall).toContain(
      `npm ci --prefix lambda/packages/resize-image --os=${os} --cpu=${cpu} --libc=${libc}`,
    );
  });
});

describe('the native package', () => {
  it('is copied once, with only the binary of its platform', async () => {
    const from = installed('sharp', nativeSharp, '@img/sharp-linux-x64');
    const outdir = newFolder();
    const target = { from, to: join(outdir, 'node_modules'), stamp: join(outdir, 'installed.json') };

    await copyNativePackage(target);
    const { mtimeMs } = statSync(join(target.to, 'sharp/index.js'));
    await copyNativePackage(target);

    expect(existsSync(join(target.to, nativeSharp, 'index.js'))).toBe(true);
    expect(existsSync(join(target.to, '@img/sharp-linux-x64'))).toBe(false);
    expect(existsSync(join(target.to, '.package-lock.json'))).toBe(false);
    expect(statSync(join(target.to, 'sharp/index.js')).mtimeMs).toBe(mtimeMs);
  });

  const copy = (from: string) =>
    copyNativePackage({ from, to: join(newFolder(), 'node_modules'), stamp: join(newFolder(), 'stamp') });

  it('is rejected when it is missing, with the command to run', async () => {
    const from = installed('sharp', nativeSharp);
    rmSync(join(from, 'node_modules'), { recursive: true });

    await expect(copy(from)).rejects.toThrow(refusal);
  });

  it('is rejected for another platform', async () => {
    await expect(copy(installed('sharp', '@img/sharp-linux-x64'))).rejects.toThrow(refusal);
  });

  it('is rejected in a version other than the locked one', async () => {
    const from = put(installed('sharp', nativeSharp), {
      'package-lock.json': lockOf('sharp', nativeSharp).replaceAll('0.35.5', '0.36.0'),
    });

    await expect(copy(from)).rejects.toThrow(/0\.36\.0/);
  });
});

describe('the bundle', () => {
  // Test handlers, which return the services that they received.
  const source = (files: Record<string, string> = {}) =>
    put(newFolder(), {
      'entry.ts': `
        export const httpHandler = (name: string, handle: unknown, own: object) => () => [name, handle, Object.keys(own)];
        export const eventHandler = httpHandler;
        ${Object.keys(environmentOf)
          .map((service) => `export const ${service} = () => 'heavy ${service}';`)
          .join('\n')}
      `,
      ...Object.fromEntries(
        functionNames.map((name) => [
          `${endpoints.some((row) => row.name === name) ? 'api' : 'events'}/${name}.ts`,
          `export default 'handle ${name}';`,
        ]),
      ),
      ...files,
    });

  it('connects every row of the tables to its handler and the services of its permits', async () => {
    const folderOf = await bundleFunctions({ source: source(), outdir: newFolder() });

    const answerOf = (name: FunctionName) => require(join(folderOf(name), 'index.js')).handler();
    for (const row of rows) expect(answerOf(row.name)).toEqual([row.name, `handle ${row.name}`, servicesFor(permitsOf(row))]);
    expect(answerOf('get-image')).toEqual(['get-image', 'handle get-image', ['images', 'urls']]);
    expect(answerOf('health')).toEqual(['health', 'handle health', []]);
  });

  it('leaves out services without a permit', async () => {
    const folderOf = await bundleFunctions({ source: source(), outdir: newFolder() });
    const has = (name: 'get-image' | 'health') =>
      readFileSync(join(folderOf(name), 'function.js'), 'utf8').includes('heavy images');

    expect([has('get-image'), has('health')]).toEqual([true, false]);
  });

  it('is identical on another path', async () => {
    const build = async () => {
      const folderOf = await bundleFunctions({ source: source(), outdir: newFolder() });
      return functionNames.map((name) => readFileSync(join(folderOf(name), 'function.js'), 'utf8'));
    };

    expect(await build()).toEqual(await build());
  });

  describe('is written again', () => {
    /** Builds twice, with a change in between. @returns whether the second build wrote the bundles, and what `health` answers */
    async function buildAgain(change: (handlers: string, outdir: string) => void) {
      // In a separate project, whose packages may change.
      const [handlers, outdir] = [join(newFolder(), 'lambda'), newFolder()];
      renameSync(source(), handlers);
      // A build does not rely on the time of a file that has just been written.
      for (const file of readdirSync(handlers, { recursive: true, encoding: 'utf8' })) utimesSync(join(handlers, file), 1000, 1000);
      await bundleFunctions({ source: handlers, outdir });
      const bundle = join(outdir, 'functions/health/function.js');
      const { mtimeMs } = statSync(bundle);
      change(handlers, outdir);
      await bundleFunctions({ source: handlers, outdir });
      return { written: statSync(bundle).mtimeMs > mtimeMs, health: require(bundle).handler()[1] };
    }

    it.each<[string, (handlers: string, outdir: string) => void, string]>([
      ['a handler changes', (handlers) => put(handlers, { 'api/health.ts': "export default 'new health';" }), 'new health'],
      ['a file is added that an import could find', (handlers) => put(handlers, { 'entry/index.ts': '' }), 'handle health'],
      [
        'npm installs packages',
        (handlers) => put(dirname(handlers), { 'node_modules/.package-lock.json': newFolder() }),
        'handle health',
      ],
      ['a bundle was removed', (_, outdir) => rmSync(join(outdir, 'functions/health/function.js')), 'handle health'],
    ])('when %s', async (_, change, health) => {
      expect(await buildAgain(change)).toEqual({ written: true, health });
    });

    it('not when nothing has changed', async () => {
      expect(await buildAgain(() => undefined)).toEqual({ written: false, health: 'handle health' });
    });
  });

  it('rejects a row without a file', async () => {
    const handlers = source();
    rmSync(join(handlers, 'events/image-changed.ts'));

    await expect(bundleFunctions({ source: handlers, outdir: newFolder() })).rejects.toMatchObject({
      name: 'UserError',
      message:
        'lambda/events/image-changed.ts does not exist, but lambda/events/triggers.ts has a row "image-changed". Write the file, or remove the row.',
    });
  });

  it('rejects an external module without a package', async () => {
    const handlers = source({ 'api/health.ts': "import sharp from 'sharp'; export default sharp;" });

    await expect(bundleFunctions({ source: handlers, outdir: newFolder() })).rejects.toThrow(
      /^health imports sharp, which is not bundled .* Give the function a package folder/,
    );
  });

  it('rejects a package that is not installed', async () => {
    const handlers = source({
      'events/resize-image.ts': "import sharp from 'sharp'; export default sharp;",
      'packages/resize-image/package-lock.json': lockOf('sharp', nativeSharp),
    });

    await expect(bundleFunctions({ source: handlers, outdir: newFolder() })).rejects.toThrow(refusal);
  });
});
