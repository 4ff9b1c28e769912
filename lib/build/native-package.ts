import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { UserError } from '../../cli/user-error';
import { esbuildTarget, nativePlatform } from './platform';

const { os, cpu } = nativePlatform;

/** The native part of sharp, for the functions' platform. */
export const nativeSharp = `@img/sharp-${os}-${cpu}`;

export interface NativePackage {
  /** Folder with `node_modules` for the functions' platform, as npm has installed them. */
  readonly from: string;
  /** The `node_modules` of the packaged function, where the modules are copied to. */
  readonly to: string;
  /** Records which modules were copied. It is outside the packaged function, whose hash it must not change. */
  readonly stamp: string;
}

/**
 * Copies the installed modules, unless they are up to date.
 * @throws UserError when they are not installed, or for another platform
 */
export async function copyNativePackage({ from, to, stamp }: NativePackage): Promise<void> {
  const installed = `${installedModules(from)}\n${joined}`;
  if (existsSync(to) && existsSync(stamp) && readFileSync(stamp, 'utf8') === installed) return;
  const source = join(from, 'node_modules');
  // Written last, so that an interrupted copy is repeated.
  await rm(stamp, { force: true });
  await rm(to, { recursive: true, force: true });
  await cp(source, to, { recursive: true, filter: (path) => isNeeded(relative(source, path)) });
  await joinSharp(to);
  await mkdir(dirname(stamp), { recursive: true });
  await writeFile(stamp, installed);
}

/** Part of the stamp, so that copies of earlier versions are replaced. */
const joined = 'The JavaScript of sharp is one file.';

/** Joins the JavaScript of sharp and of its dependencies, 60 files, which Node.js would have to find and read at every cold start. */
async function joinSharp(modules: string): Promise<void> {
  const entry = join(modules, 'sharp', 'dist', 'index.cjs');
  if (!existsSync(entry)) return;
  await build({
    entryPoints: [entry],
    outfile: entry,
    allowOverwrite: true,
    bundle: true,
    platform: 'node',
    target: esbuildTarget,
    external: ['@img/sharp-*'],
    plugins: [noLocalBuild],
  });
}

/** sharp first looks for a binary that was compiled in its folder, which the package does not contain. esbuild would search it. */
const noLocalBuild: Plugin = {
  name: 'no-local-build',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]sharp[\\/]dist[\\/]sharp\.cjs$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replaceAll(/require\(`\.\.\/src\/build\/[^`]+`\)/g, 'undefined'),
    }));
  },
};

/** npm's own record of the installed versions and their platform. */
function installedModules(folder: string): string {
  const record = join(folder, 'node_modules', '.package-lock.json');
  const installed = existsSync(record) ? readFileSync(record, 'utf8') : '{}';
  const modules = modulesIn(installed);
  const locked = modulesIn(readFileSync(join(folder, 'package-lock.json'), 'utf8'));
  const binary = `node_modules/${nativeSharp}`;
  const isCurrent = Object.entries(modules).every(([path, { version }]) => locked[path]?.version === version);
  if (modules[binary] && existsSync(join(folder, binary)) && isCurrent) return installed;
  throw new UserError(
    `${folder} does not contain ${nativeSharp} ${locked[binary]?.version}, the binary that the functions require. ` +
      'Run `npm run postinstall` to install it. `npm ci` does the same unless --ignore-scripts is set.',
  );
}

function modulesIn(lockFile: string): Readonly<Record<string, { version: string }>> {
  return JSON.parse(lockFile).packages ?? {};
}

// Only the matching one of sharp's binaries, without its source.
function isNeeded(path: string): boolean {
  const [scope = '', name = ''] = path.split(sep);
  if (scope === '@img' && name.startsWith('sharp-')) return name.endsWith(`-${os}-${cpu}`);
  if (scope === 'sharp') return !['src', 'install'].includes(name);
  return !['.package-lock.json', '.bin'].includes(scope);
}
