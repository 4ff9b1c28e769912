import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ParseResult, parse } from '@babel/parser';
import { build } from 'esbuild';

/** A file of the project's TypeScript. */
export interface SourceModule {
  /** The modules of the project that it loads, by `import()` and `require` too. */
  readonly loads: readonly string[];
  /** The packages that it loads, and modules of a runtime, such as `node:fs`. */
  readonly packages: readonly string[];
  /** The packages of which it names types alone, which leave no code behind. */
  readonly types: readonly string[];
  /** Lines with code: without blank lines and comments. */
  readonly lines: number;
}

/** Modules by their paths below the root of the project. */
export type ModuleGraph = ReadonlyMap<string, SourceModule>;

/**
 * Reads all modules that the entries load. A path that is computed is not followed: its targets must be entries.
 * @param root the folder of the project  @param entries paths below it
 * @throws Error when an import has no file, or a file is no TypeScript
 */
export async function readModules(root: string, entries: readonly string[]): Promise<ModuleGraph> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [...entries],
    bundle: true,
    write: false,
    outdir: 'unused',
    metafile: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    // A module of a runtime, which no registry has.
    external: ['cloudflare:*'],
    loader: { '.css': 'empty', '.svg': 'empty' },
    logLevel: 'silent',
  });
  const paths = Object.keys(metafile.inputs).filter((path) => /\.tsx?$/.test(path));
  const modules = paths.map((path): [string, SourceModule] => {
    const imports = metafile.inputs[path]?.imports ?? [];
    const { types, lines } = readText(readFileSync(join(root, path), 'utf8'), path.endsWith('x'));
    // Without computed paths, and esbuild's own helpers. It also lists a package of which types alone are imported.
    const packages = imports
      .filter((each) => each.external && !/^[.<]/.test(each.path))
      .filter((each) => each.kind !== 'import-statement' || !types.includes(each.path))
      .map((each) => each.path);
    const loads = imports.filter(({ external }) => !external).map((each) => each.path);
    return [path, { loads, packages, types, lines }];
  });
  return new Map(modules);
}

/** @param jsx whether the text may contain JSX */
export function readText(text: string, jsx = false): Pick<SourceModule, 'types' | 'lines'> {
  const file = parse(text, { sourceType: 'module', plugins: ['typescript', ...(jsx ? ['jsx' as const] : [])], tokens: true });
  return { types: typesIn(file), lines: linesOf(file, text) };
}

/** The lines with a token, other than a comment. Blank lines of a template string do not count. */
function linesOf({ tokens = [] }: ParseResult, text: string): number {
  const filled = text.split('\n').map((line) => line.trim() !== '');
  const lines = new Set<number>();
  for (const { type, loc, start, end } of tokens ?? []) {
    // The end of the file is a token without text.
    if (type === 'CommentBlock' || type === 'CommentLine' || start === end) continue;
    for (let { line } = loc.start; line <= loc.end.line; line++) if (filled[line - 1]) lines.add(line);
  }
  return lines.size;
}

/** The packages of which a file imports types alone. */
function typesIn(file: ParseResult): string[] {
  const [types, values] = [new Set<string>(), new Set<string>()];
  const visit = (value: unknown): void => {
    if (!isNode(value)) return;
    // `import('pg').Pool`
    if (value.type === 'TSImportType') types.add(value.argument.value);
    else if (/^(?:Import|ExportNamed|ExportAll)Declaration$/.test(value.type) && value.source) {
      const { importKind, exportKind, source } = value;
      const specifiers: AnyNode[] = value.specifiers ?? [];
      const marked = specifiers.length > 0 && specifiers.every((each) => [each.importKind, each.exportKind].includes('type'));
      (marked || [importKind, exportKind].includes('type') ? types : values).add(source.value);
    }
    for (const child of Object.values(value).flat()) visit(child);
  };
  visit(file.program);
  return [...types].filter((name) => !values.has(name) && !name.startsWith('.'));
}

// biome-ignore lint/suspicious/noExplicitAny: the nodes have as many shapes as the language
type AnyNode = any;

const isNode = (value: unknown): value is AnyNode => typeof value === 'object' && value !== null && 'type' in value;

/** The modules that the given ones load, directly or not, and themselves. */
export function reach(graph: ModuleGraph, from: readonly string[]): ReadonlySet<string> {
  const reached = new Set(from.filter((path) => graph.has(path)));
  for (const path of reached) for (const target of graph.get(path)?.loads ?? []) if (graph.has(target)) reached.add(target);
  return reached;
}
