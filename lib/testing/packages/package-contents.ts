import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

/** Returns the npm packages in a function's bundle and those that it loads from outside, according to esbuild. */
export function modulesOf({ outputs }: Metafile, name: string): string[] {
  const [, output] = Object.entries(outputs).find(([path]) => path.endsWith(`${name}/function.js`)) ?? [];
  if (!output) throw new Error(`The build has no bundle ${name}.`);
  const bundled = Object.entries(output.inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  const loaded = output.imports.filter(({ external, path }) => external && !path.startsWith('node:'));
  const specifiers = [
    ...bundled.flatMap(([path]) => path.split('node_modules/').slice(1).slice(-1)),
    ...loaded.map(({ path }) => path),
  ];
  return [...new Set(specifiers.map(packageName))].sort();
}

/** `@scope/name` for `@scope/name/some/file.js`. */
function packageName(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

/** Relative paths of all files in a package. */
export function filesIn(folder: string): string[] {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return paths.filter((path) => statSync(join(folder, path)).isFile()).sort();
}

/** Processors by their numbers in ELF. https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html */
const machines: Readonly<Record<number, string>> = { 62: 'x64', 183: 'arm64' };

/** Returns the platform of a shared library, such as `linux-arm64`. */
export function platformOf(library: string): string {
  const header = readFileSync(library).subarray(0, 20);
  if (header.subarray(0, 4).toString('latin1') !== '\x7fELF') return 'not linux';
  return `linux-${machines[header.readUInt16LE(18)] ?? 'another processor'}`;
}
