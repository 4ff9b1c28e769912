import { statSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

export interface Build<Result> {
  /** Paths of the files that were read. One that does not exist changes when it is created. */
  readonly inputs: readonly string[];
  /** Paths of the files that were written. */
  readonly outputs: readonly string[];
  /** As JSON can store it. */
  readonly result: Result;
}

/** Times and sizes of files, by their paths. */
type States = Readonly<Record<string, string>>;

interface Stamp<Result> {
  readonly settings: unknown;
  readonly files: States;
  readonly result: Result;
}

/**
 * Runs a build, unless nothing has changed since the last one.
 * @param stamp file that records the last build
 * @param settings what the build depends on besides its files, as JSON can store it
 */
export async function unlessUpToDate<Result>(
  stamp: string,
  settings: unknown,
  build: () => Promise<Build<Result>>,
): Promise<Result> {
  const last = await readStamp<Result>(stamp);
  const isCurrent =
    last &&
    JSON.stringify(last.settings) === JSON.stringify(settings) &&
    Object.entries(last.files).every(([path, state]) => stateOf(path) === state);
  if (isCurrent) return last.result;
  // An interrupted build is repeated.
  await rm(stamp, { force: true });
  const started = Date.now();
  const { inputs, outputs, result } = await build();
  const files = Object.fromEntries([...inputs, ...outputs].map((path) => [path, stateOf(path)]));
  // A file that changed meanwhile may be newer than what was built. Times have a resolution of some milliseconds.
  if (inputs.some((path) => timeOf(path) > started - 20)) return result;
  await mkdir(dirname(stamp), { recursive: true });
  await writeFile(stamp, JSON.stringify({ settings, files, result } satisfies Stamp<Result>));
  return result;
}

/** Returns nothing for a file that is missing, or that an interruption truncated. */
async function readStamp<Result>(file: string): Promise<Stamp<Result> | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return undefined;
  }
}

const timeOf = (path: string) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

function stateOf(path: string): string {
  const { mtimeMs, size } = statSync(path, { throwIfNoEntry: false }) ?? {};
  return `${mtimeMs} ${size}`;
}
