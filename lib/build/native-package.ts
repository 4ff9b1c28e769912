import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { nativePlatform } from './platform';
import { UserError } from '../../cli/user-error';

const { os, cpu } = nativePlatform;

/** The part of sharp that is a binary, for the platform of the functions. */
export const nativeSharp = `@img/sharp-${os}-${cpu}`;

export interface NativePackage {
  /** Folder whose `node_modules` npm has installed for the functions' platform. */
  readonly from: string;
  /** Where its modules belong: the `node_modules` of the packaged function. */
  readonly to: string;
  /** File that remembers what was copied; outside the packaged function, whose hash it must not change. */
  readonly stamp: string;
}

/**
 * Copies the installed modules, unless they are there already.
 * @throws UserError when they are not installed, or for another platform than the functions'
 */
export async function copyNativePackage({ from, to, stamp }: NativePackage): Promise<void> {
  const installed = installedModules(from);
  if (existsSync(to) && existsSync(stamp) && readFileSync(stamp, 'utf8') === installed) return;
  const source = join(from, 'node_modules');
  // Without its stamp, what an interrupted copy leaves is copied anew.
  await rm(stamp, { force: true });
  await rm(to, { recursive: true, force: true });
  await cp(source, to, { recursive: true, filter: (path) => isNeeded(relative(source, path)) });
  await mkdir(dirname(stamp), { recursive: true });
  await writeFile(stamp, installed);
}

/** npm's own record of what it has installed: which versions, for which platform. */
function installedModules(folder: string): string {
  const record = join(folder, 'node_modules', '.package-lock.json');
  const installed = existsSync(record) ? readFileSync(record, 'utf8') : '{}';
  const modules = modulesIn(installed);
  const locked = modulesIn(readFileSync(join(folder, 'package-lock.json'), 'utf8'));
  const binary = `node_modules/${nativeSharp}`;
  const isCurrent = Object.entries(modules).every(([path, { version }]) => locked[path]?.version === version);
  if (modules[binary] && existsSync(join(folder, binary)) && isCurrent) return installed;
  throw new UserError(
    `${folder} holds no ${nativeSharp} of version ${locked[binary]?.version}, the binary that the functions run. ` +
      'Fetch it with `npm run postinstall`, which `npm ci` does too unless it was told --ignore-scripts.',
  );
}

function modulesIn(lockFile: string): Readonly<Record<string, { version: string }>> {
  return JSON.parse(lockFile).packages ?? {};
}

// Of sharp's binaries only the one that fits, and not what it is compiled from.
function isNeeded(path: string): boolean {
  const [scope = '', name = ''] = path.split(sep);
  if (scope === '@img' && name.startsWith('sharp-')) return name.endsWith(`-${os}-${cpu}`);
  if (scope === 'sharp') return !['src', 'install'].includes(name);
  return !['.package-lock.json', '.bin'].includes(scope);
}
