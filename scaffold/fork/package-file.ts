import { importsOf, isModule } from './modules';
import type { Project } from './project';

interface PackageFile {
  scripts: Record<string, string>;
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  overrides?: Record<string, string>;
}

/** The packages that the project's modules import. */
export function importedPackages(project: Project): ReadonlySet<string> {
  const names = project.files.filter(isModule).flatMap((path) => importsOf(project.read(path)));
  return new Set(names.filter((name) => !/^(\.|node:)/.test(name)).map(packageOf));
}

const packageOf = (name: string) =>
  name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');

export interface Pruned {
  readonly scripts: readonly string[];
  readonly packages: readonly string[];
}

/**
 * Removes the scripts whose file is gone, and the packages that were imported before and no longer are.
 * @param before the packages that were imported
 */
export function prunePackageFile(project: Project, before: ReadonlySet<string>): Pruned {
  const file: PackageFile = JSON.parse(project.read('package.json'));
  const pruned = { scripts: [] as string[], packages: [] as string[] };
  for (const [name, command] of Object.entries(file.scripts)) {
    const steps = command.split(' && ').filter((step) => !step.split(' ').some((word) => namesGone(project, word)));
    if (steps.length > 0) file.scripts[name] = steps.join(' && ');
    else {
      delete file.scripts[name];
      pruned.scripts.push(name);
    }
  }
  const now = importedPackages(project);
  for (const packages of [file.dependencies, file.devDependencies, file.overrides ?? {}]) {
    for (const name of Object.keys(packages)) {
      // `@types/level` types `level`, `@types/scope__name` types `@scope/name`.
      const typed = name.replace(/^@types\/(?:(.+?)__)?/, (_, scope) => (scope ? `@${scope}/` : ''));
      if (!before.has(typed) || now.has(typed)) continue;
      delete packages[name];
      if (packages !== file.overrides) pruned.packages.push(name);
    }
  }
  project.write('package.json', `${JSON.stringify(file, undefined, 2)}\n`);
  return pruned;
}

/** Whether a word of a command names a file, a folder or a glob of files that are gone. */
function namesGone(project: Project, word: string): boolean {
  const path = word.replaceAll('"', '').replace(/^\.\//, '');
  return path.includes('*') ? project.isGoneGlob(path) : project.isGone(path);
}
