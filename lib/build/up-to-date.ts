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
  if (last) {
    const now = { settings, files: statesOf(Object.keys(last.files)) };
    if (JSON.stringify(now) === JSON.stringify({ settings: last.settings, files: last.files })) return last.result;
  }
  // An interrupted build is repeated.
  await rm(stamp, { force: true });
  const started = Date.now();
  const { inputs, outputs, result } = await build();
  const files = statesOf([...inputs, ...outputs]);
  // A file that changed meanwhile may be newer than what was built. Times have a resolution of some milliseconds.
  if (inputs.some((path) => (stateOf(path)?.mtimeMs ?? 0) > started - 20)) return result;
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

const stateOf = (path: string) => statSync(path, { throwIfNoEntry: false });

function statesOf(paths: readonly string[]): States {
  return Object.fromEntries(
    paths.map((path) => {
      const { mtimeMs, size } = stateOf(path) ?? {};
      return [path, `${mtimeMs} ${size}`];
    }),
  );
}
