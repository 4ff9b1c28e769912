import { existsSync } from 'node:fs';
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { DeployedFunction } from '../lambda-runtime/function-process';

const root = join(__dirname, '../../..');

/** A copy of an unpacked function beside it, to be changed. */
export async function copyOf(fn: DeployedFunction): Promise<DeployedFunction> {
  const folder = await mkdtemp(`${fn.folder}-`);
  await cp(fn.folder, folder, { recursive: true });
  return { ...fn, folder };
}

/** Where sharp's binaries stand below a folder. */
export async function binariesBelow(folder: string): Promise<string[]> {
  const scope = join(folder, 'node_modules', '@img');
  const names = existsSync(scope) ? await readdir(scope) : [];
  return names.filter((name) => name.startsWith('sharp-')).map((name) => join(scope, name));
}

/**
 * Puts the binaries of this machine's sharp in place of Lambda's, which run on Lambda's processor only. All the rest of the
 * package stays as it is.
 * @param folder the unpacked package
 */
export async function useBinariesOfThisMachine(folder: string): Promise<void> {
  for (const binary of await binariesBelow(folder)) await rm(binary, { recursive: true });
  for (const binary of await binariesBelow(root)) await cp(binary, join(folder, relative(root, binary)), { recursive: true });
}

/** A copy of an unpacked function that holds the binaries of this machine's sharp. */
export async function withBinariesOfThisMachine(fn: DeployedFunction): Promise<DeployedFunction> {
  const copy = await copyOf(fn);
  await useBinariesOfThisMachine(copy.folder);
  return copy;
}
