import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Blocks, fillBlocks } from '../blocks';
import type { DerivedFile } from '../derived-file';

const root = join(__dirname, '../../..');
const blockFolder = join(__dirname, '../blocks');

const pages = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];

/** The modules of `blocks/`, by their names. */
async function loadBlocks(): Promise<Blocks> {
  const names = readdirSync(blockFolder).map((file) => file.replace(/\.ts$/, ''));
  const loaded = names.map(async (name) => [name, (await import(`../blocks/${name}`)).default] as const);
  return new Map(await Promise.all(loaded));
}

/** The pages of the documentation: their generated blocks derive from the code. */
export default pages.sort().map((path) => ({
  path,
  from: 'the code that its generated blocks show',
  text: async () => fillBlocks(path, readFileSync(join(root, path), 'utf8'), await loadBlocks()),
})) satisfies DerivedFile[];
