import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Classified, classify, type Knowledge } from './classify';
import { type Home, homes, others, root, stack } from './homes';
import { type ModuleGraph, reach, readModules } from './module-graph';

/** A home with the modules that it loads. */
export interface SurveyedHome extends Home {
  readonly modules: ReadonlySet<string>;
}

/** The code of the product. */
export interface Survey {
  readonly homes: readonly SurveyedHome[];
  /** Code that is in no home. */
  readonly others: readonly { readonly name: string; readonly modules: ReadonlySet<string> }[];
  /** What only the stack loads. */
  readonly stack: ReadonlySet<string>;
  /** What the home on AWS consists of: its functions, and what the stack reads of the homes, such as the tables of rows. */
  readonly onAws: ReadonlySet<string>;
  knows(path: string): Knowledge;
  platforms(path: string): Classified['platforms'];
  /** Lines of code of some modules. */
  lines(paths: Iterable<string>): number;
  /** The modules that some entries load, and the entries. */
  reach(paths: readonly string[]): ReadonlySet<string>;
}

let reading: Promise<Survey> | undefined;

/** Reads the code once: every table needs all of it. */
export function survey(): Promise<Survey> {
  reading ??= read();
  return reading;
}

async function read(): Promise<Survey> {
  const entries = new Set([
    ...homes.flatMap(({ entry, handlers }) => [entry, ...handlers]),
    stack,
    ...others.map(({ entry }) => entry),
  ]);
  const graph = await readModules(root, [...entries].sort());
  const classified = classify(
    graph,
    homes.map(({ entry }) => entry),
  );
  const surveyed = homes.map((home) => ({ ...home, modules: reach(graph, [home.entry, ...home.handlers]) }));
  const inHomes = new Set(surveyed.flatMap(({ modules }) => [...modules]));
  const beside = others.map(({ name, entry }) => ({ name, modules: reach(graph, [entry]) }));
  const isElsewhere = (path: string) => inHomes.has(path) || beside.some(({ modules }) => modules.has(path));
  const ofStack = [...reach(graph, [stack])];
  return {
    homes: surveyed,
    others: beside,
    stack: new Set(ofStack.filter((path) => !isElsewhere(path))),
    onAws: new Set([...(surveyed[0]?.modules ?? []), ...ofStack.filter((path) => inHomes.has(path))]),
    knows: (path) => classified.get(path)?.knows ?? 'none',
    platforms: (path) => classified.get(path)?.platforms ?? [],
    lines: (paths) => [...paths].reduce((sum, path) => sum + linesOf(graph, path), 0),
    reach: (paths) => reach(graph, paths),
  };
}

const linesOf = (graph: ModuleGraph, path: string) => graph.get(path)?.lines ?? 0;

/** The other files of a folder, such as a Dockerfile, with their lines. */
export function otherFiles(folder: string): { readonly name: string; readonly lines: number }[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.tsx?$/.test(entry.name) && entry.name !== 'tsconfig.json')
    .map(({ name }) => ({ name, lines: filledLines(readFileSync(join(root, folder, name), 'utf8')) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

const filledLines = (text: string) => text.split('\n').filter((line) => line.trim() !== '').length;
