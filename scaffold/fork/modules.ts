import { posix } from 'node:path';
import { endpoints } from '../../lambda/api/endpoints';
import { triggers } from '../../lambda/events/triggers';
import type { Project } from './project';

export const isModule = (path: string): boolean => /\.(ts|tsx|js|cjs|mjs)$/.test(path) || path.startsWith('.ci/');

/** Static imports, re-exports, `import('…')`, `require('…')` and `require.resolve('…')`. */
const specifier = /(?:\bfrom|\bimport|\brequire(?:\.resolve)?)\s*\(?\s*['"]([^'"\n]+)['"]/g;

/** What the text of a module imports, as it is written. */
export const importsOf = (text: string): string[] => [...text.matchAll(specifier)].map(([, name = '']) => name);

/** The module of the project that an import means, whether it still exists or not; `undefined` for a package. */
export function targetOf(from: string, name: string, exists: (path: string) => boolean): string | undefined {
  if (!name.startsWith('.')) return undefined;
  const path = posix.join(posix.dirname(from), name);
  return [path, ...['.ts', '.tsx', '.js', '.cjs', '/index.ts', '/index.tsx'].map((end) => path + end)].find(exists);
}

/** Every module with the modules that it imports. */
export type Graph = ReadonlyMap<string, readonly string[]>;

/** @param known every module that an import can mean, among them modules that no longer exist */
export function graphOf(project: Project, known: ReadonlySet<string> = new Set(project.files)): Graph {
  const entries = project.files.filter(isModule).map((path) => {
    const targets = importsOf(project.read(path)).map((name) => targetOf(path, name, (target) => known.has(target)));
    return [path, targets.filter((target) => target !== undefined)] as const;
  });
  return new Map(entries);
}

export const isTest = (path: string): boolean => path.startsWith('test/') || /\.(test|browser|soak|e2e)\.tsx?$/.test(path);

/** Libraries of tests: they exist for the tests that import them. */
const isTestLibrary = (path: string) => /^(lib\/testing|lambda\/adapters\/memory|test)\//.test(path);

/** Whether a test is about a module, as its place says: `test/local/page.test.ts` and `local/page.ts`. */
const isAbout = (test: string, module: string) =>
  posix.dirname(test) === posix.join('test', posix.dirname(module)) || posix.dirname(test) === posix.dirname(module);

/**
 * Modules that were imported before and that no module imports now. The tests of a module do not count as its importers. A module
 * that only tests ever imported stays, and so does the handler of a row, which the build imports by its name.
 */
export function orphans(before: Graph, now: Graph): string[] {
  const importersIn = (graph: Graph, path: string) =>
    [...graph].filter(([from, targets]) => from !== path && targets.includes(path)).map(([from]) => from);
  return [...now.keys()].filter((path) => {
    if (/\.(test|browser|soak|e2e)\.tsx?$/.test(path) || isHandler(path)) return false;
    const wasUsed = importersIn(before, path).some((from) => isTestLibrary(path) || !isTest(from));
    const isUsed = importersIn(now, path).some((from) => isTestLibrary(path) || !(isTest(from) && isAbout(from, path)));
    return wasUsed && !isUsed;
  });
}

/** A row of the tables names the file. */
const isHandler = (path: string) => rows.some(({ folder, name }) => path === `lambda/${folder}/${name}.ts`);

const rows = [
  ...endpoints.map(({ name }) => ({ folder: 'api', name })),
  ...triggers.map(({ name }) => ({ folder: 'events', name })),
];

/** Tests and libraries of tests that import a module that is gone. */
export function testsOfGone(project: Project, graph: Graph): string[] {
  return [...graph]
    .filter(([path, targets]) => isTestLibrary(path) && targets.some((target) => project.isGone(target)))
    .map(([path]) => path);
}
