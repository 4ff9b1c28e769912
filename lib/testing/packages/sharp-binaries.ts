import { existsSync } from 'node:fs';
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { DeployedFunction } from '../lambda-runtime/function-process';

const root = join(__dirname, '../../..');

/** Copies an unpacked function, so that the copy can be changed. */
export async function copyOf(fn: DeployedFunction): Promise<DeployedFunction> {
  const folder = await mkdtemp(`${fn.folder}-`);
  await cp(fn.folder, folder, { recursive: true });
  return { ...fn, folder };
}

/** Location of sharp's binaries in a folder. */
export async function binariesBelow(folder: string): Promise<string[]> {
  const scope = join(folder, 'node_modules', '@img');
  const names = existsSync(scope) ? await readdir(scope) : [];
  return names.filter((name) => name.startsWith('sharp-')).map((name) => join(scope, name));
}

/**
 * Replaces Lambda's binaries of sharp, which run only on Lambda's processor, by those of this machine. The rest of the package
 * is unchanged.
 * @param folder the unpacked package
 */
export async function useBinariesOfThisMachine(folder: string): Promise<void> {
  for (const binary of await binariesBelow(folder)) await rm(binary, { recursive: true });
  for (const binary of await binariesBelow(root)) await cp(binary, join(folder, relative(root, binary)), { recursive: true });
}

/** Copies an unpacked function, with the binaries of this machine's sharp. */
export async function withBinariesOfThisMachine(fn: DeployedFunction): Promise<DeployedFunction> {
  const copy = await copyOf(fn);
  await useBinariesOfThisMachine(copy.folder);
  return copy;
}
