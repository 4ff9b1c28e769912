import { endOfUnit } from './marks';
import { isModule } from './modules';
import type { Project } from './project';

const declaration = /^(export )?(?:abstract )?(?:async )?(?:function\*?|const|class|interface|type) (\w+)/;
const comment = /^\s*(?:\/\/|\/\*\*?|\*)/;

/** A name that a module declares at its top level. */
interface Declared {
  readonly isExported: boolean;
  /** More than one for a name that is both a type and a value. */
  readonly count: number;
}

/** What the modules declare and mention: the basis to find declarations that are no longer used. */
export interface Mentions {
  /** For each module, the names that it declares. */
  readonly declared: ReadonlyMap<string, ReadonlyMap<string, Declared>>;
  /** For each name, how often each module mentions it outside of comments and imports. */
  readonly mentioned: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

/** Reads every module of the project. */
export function mentionsIn(project: Project): Mentions {
  const declared = new Map<string, Map<string, Declared>>();
  const mentioned = new Map<string, Map<string, number>>();
  for (const path of project.files.filter(isModule)) {
    const names = new Map<string, Declared>();
    declared.set(path, names);
    for (const line of withoutImports(project.read(path)).split('\n')) {
      if (comment.test(line)) continue;
      const [, exports, declares] = declaration.exec(line) ?? [];
      if (declares) {
        const { isExported = false, count = 0 } = names.get(declares) ?? {};
        names.set(declares, { isExported: isExported || exports !== undefined, count: count + 1 });
      }
      for (const [word] of line.matchAll(/\w+/g)) add(emplace(mentioned, word), path);
    }
  }
  return { declared, mentioned };
}

const withoutImports = (text: string) => text.replaceAll(/^import\s[^;]*?\bfrom '[^']*';$/gm, '');

const add = (counts: Map<string, number>, name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);

function emplace(mentioned: Map<string, Map<string, number>>, word: string): Map<string, number> {
  const found = mentioned.get(word) ?? new Map<string, number>();
  mentioned.set(word, found);
  return found;
}

/** Whether a name that a module declares occurs anywhere else: beside its declarations, or in another module if it is exported. */
function isUsed(path: string, name: string, { declared, mentioned }: Mentions): boolean {
  const places = mentioned.get(name) ?? new Map<string, number>();
  const { isExported, count } = declared.get(path)?.get(name) ?? { isExported: false, count: 0 };
  return (isExported && places.size > 1) || (places.get(path) ?? 0) > count;
}

/** Removes top-level declarations that were used before and that nothing uses now. Imports do not count as a use. */
export function removeUnusedDeclarations(project: Project, before: Mentions): void {
  const now = mentionsIn(project);
  let removed = false;
  for (const [path, names] of now.declared) {
    const unused = [...names.keys()].filter((name) => isUsed(path, name, before) && !isUsed(path, name, now));
    if (unused.length === 0) continue;
    project.edit(path, (text) => withoutDeclarations(text, new Set(unused)));
    removed = true;
  }
  if (removed) removeUnusedDeclarations(project, before);
}

function withoutDeclarations(text: string, names: ReadonlySet<string>): string {
  const lines = text.split('\n');
  const kept: string[] = [];
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? '';
    const [, , name = ''] = declaration.exec(line) ?? [];
    if (!names.has(name)) kept.push(line);
    else {
      while (comment.test(kept.at(-1) ?? '')) kept.pop();
      index = endOfUnit(lines, index);
    }
  }
  return kept.join('\n');
}
