import { endOfUnit } from './marks';
import { isModule } from './modules';
import type { Project } from './project';

const declaration = /^(?:export )?(?:abstract )?(?:async )?(?:function\*?|const|class|interface|type) (\w+)/;
const comment = /^\s*(?:\/\/|\/\*\*?|\*)/;

/** The names that a module declares at its top level, each with the number of its declarations. */
type Declared = ReadonlyMap<string, number>;

/** What the modules declare and mention: the basis to find declarations that nothing mentions any more. */
export interface Mentions {
  readonly declared: ReadonlyMap<string, Declared>;
  /** For each name, how often each module mentions it outside of comments and imports. */
  readonly mentioned: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

/** Reads every module of the project. */
export function mentionsIn(project: Project): Mentions {
  const declared = new Map<string, Map<string, number>>();
  const mentioned = new Map<string, Map<string, number>>();
  for (const path of project.files.filter(isModule)) {
    const names = new Map<string, number>();
    declared.set(path, names);
    for (const line of withoutImports(project.read(path)).split('\n')) {
      if (comment.test(line)) continue;
      const [, declares] = declaration.exec(line) ?? [];
      if (declares) add(names, declares);
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

/** Whether a name that a module declares occurs anywhere else: in another module, or beside its declarations. */
function isUsed(path: string, name: string, { declared, mentioned }: Mentions): boolean {
  const places = mentioned.get(name) ?? new Map<string, number>();
  return places.size > 1 || (places.get(path) ?? 0) > (declared.get(path)?.get(name) ?? 0);
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
    const [, name = ''] = declaration.exec(line) ?? [];
    if (!names.has(name)) kept.push(line);
    else {
      while (comment.test(kept.at(-1) ?? '')) kept.pop();
      index = endOfUnit(lines, index);
    }
  }
  return kept.join('\n');
}
