import { pruneDocument } from './documents';
import type { Identity } from './identity';
import { examplesLeft, removeMarked, withoutMarks } from './marks';
import { type Graph, graphOf, isModule, orphans, testsOfGone } from './modules';
import { importedPackages, type Pruned, prunePackageFile } from './package-file';
import { type Part, type PartName, partNames, parts, withDependents } from './parts';
import type { Project } from './project';
import type { Gone } from './references';
import { rename } from './rename';
import { pruneToolSettings } from './tool-settings';
import { format, removeUnusedImports, updateDerivedFiles, updateLockFile } from './tools';
import { type Mentions, mentionsIn, removeUnusedDeclarations } from './unused';
import { findBroken } from './verify';

export interface Fork {
  /** The new names. @default - the names stay */
  readonly identity?: Identity;
  readonly without: readonly PartName[];
}

export interface ForkResult extends Pruned {
  readonly removed: readonly string[];
  readonly renamed: readonly string[];
  /** What still points to something that does not exist. Empty when the parts table and the regions are complete. */
  readonly broken: readonly string[];
}

/** Changes a project in place. @throws Error when a tool fails */
export function fork(project: Project, { identity, without }: Fork): ForkResult {
  const before = project.files;
  const generated = new Map(before.map((path) => [path, generatedIn(project, path)]));
  // First, because the removal also removes a name that is no longer shown.
  const renamed = identity ? rename(project, identity) : [];
  const removal =
    without.length > 0 ? removeParts(project, new Set(withDependents(without))) : { scripts: [], packages: [], gone: nothing };
  // The lock file has the project's name too.
  if (removal.packages.length > 0 || identity) updateLockFile(project.root);
  format(project.root, project.changed);
  const removed = before.filter((path) => !project.has(path));
  const broken = findBroken(project, removal.gone);
  const isOutOfDate =
    [...project.changed, ...removed].some(isSource) ||
    project.changed.some((path) => generatedIn(project, path) !== generated.get(path));
  if (isOutOfDate && broken.length === 0 && project.has('scaffold/update/main.ts')) updateDerivedFiles(project.root);
  return {
    removed,
    renamed: renamed.filter((path) => project.has(path)),
    scripts: removal.scripts,
    packages: removal.packages,
    broken,
  };
}

const nothing: Gone = { isGone: () => false, isGoneName: () => false, scripts: [], words: [] };

/** Whether derived files can follow from a file. They follow from the code and the stack. */
const isSource = (path: string) => /^(?:cli|lambda|lib|client|local|platforms|proof|scaffold\/update|serve|web)\//.test(path);

/** What `npm run update` wrote into a page. */
const generatedIn = (project: Project, path: string): string =>
  path.endsWith('.md') ? (project.read(path).match(/<!-- generated:.*?<!-- \/generated -->/gs) ?? []).join('\n') : '';

function removeParts(project: Project, without: ReadonlySet<PartName>): Pruned & { readonly gone: Gone } {
  const removed = new Set<string>(partNames.filter((name) => without.has(name) || isAbsent(project, name)));
  const modules = new Set(project.files.filter(isModule));
  const before = graphOf(project, modules);
  const packages = importedPackages(project);
  const mentions = mentionsIn(project);

  for (const path of project.texts) {
    project.edit(path, (text) => {
      const left = removeMarked(path, text, removed);
      return removed.has('scaffold') ? withoutMarks(path, left) : left;
    });
  }
  for (const path of project.files.filter((file) => [...without].some((name) => belongsTo(name, file)))) project.remove(path);
  removeUnused(project, { graph: before, mentions }, modules);

  const pruned = prunePackageFile(project, packages);
  pruneToolSettings(project);
  const gone: Gone = {
    isGone: (path) => project.isGone(path),
    isGoneName: (name) => project.isGoneName(name),
    scripts: pruned.scripts,
    words: [...without].flatMap((name) => (parts[name] as Part).words ?? []),
  };
  for (const path of project.files.filter((file) => file.endsWith('.md'))) {
    project.edit(path, (text) =>
      examplesLeft(pruneDocument(path, removed.has('update') ? withoutGenerated(text) : text, gone), removed),
    );
  }
  return { ...pruned, gone };
}

/** What the project's modules imported and mentioned before anything was removed. */
interface Before {
  readonly graph: Graph;
  readonly mentions: Mentions;
}

/**
 * Removes the declarations that lost their users, unused imports, the modules that lost their importers, and the tests of what is
 * gone, until nothing is left to remove.
 */
function removeUnused(project: Project, before: Before, modules: ReadonlySet<string>): void {
  do {
    removeUnusedDeclarations(project, before.mentions);
    removeUnusedImports(project.root, project.changed);
  } while (removeUnusedModules(project, before.graph, graphOf(project, modules)));
}

/** @returns whether it removed any */
function removeUnusedModules(project: Project, before: Graph, now: Graph): boolean {
  const unused = new Set([...orphans(before, now), ...testsOfGone(project, now)]);
  for (const path of unused) project.remove(path);
  if (unused.size > 0) removeUnusedModules(project, before, new Map([...now].filter(([path]) => !unused.has(path))));
  return unused.size > 0;
}

/** Removes the marks of generated blocks: no command refreshes them after the fork. */
const withoutGenerated = (text: string) => text.replaceAll(/<!-- \/?generated[^>]*-->\n?/g, '');

/** Whether a file is one of a part's, or lies in one of its folders. */
export const belongsTo = (name: PartName, file: string): boolean =>
  parts[name].files.some((path) => (path.endsWith('/') ? file.startsWith(path) : file === path));

/** Whether a part was removed earlier: none of its files is left. */
export const isAbsent = (project: Project, name: PartName): boolean => !project.files.some((file) => belongsTo(name, file));
