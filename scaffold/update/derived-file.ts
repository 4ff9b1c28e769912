import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** A file of the repository whose text follows from the code. */
export interface DerivedFile {
  /** Relative to the root of the repository. */
  readonly path: string;
  /** What it is written from, for the person who reads the report. */
  readonly from: string;
  /** @returns the whole text that the file should have */
  text(): Promise<string> | string;
}

const folder = join(__dirname, 'derived');

/** The derived files of the repository: each module in `derived/` names its own, so that a part is removed with its module. */
export async function derivedFiles(): Promise<DerivedFile[]> {
  const modules = readdirSync(folder).sort();
  const loaded: { default: readonly DerivedFile[] }[] = await Promise.all(modules.map((name) => import(`./derived/${name}`)));
  return loaded.flatMap((module) => module.default);
}
