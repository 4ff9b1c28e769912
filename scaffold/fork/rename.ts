import { type Identity, readIdentity, writeIdentity } from './identity';
import type { Project } from './project';

export const namesFile = 'lambda/names.ts';

/** The copyright notice stays as it is. */
const untouched = ['LICENSE', namesFile];

/** Replaces the names of the application in the constants, and in every text that shows them. @returns the changed files */
export function rename(project: Project, next: Identity): string[] {
  const current = readIdentity(project.read(namesFile));
  const changed = project.texts.filter((path) => !untouched.includes(path) && project.edit(path, replacing(current, next)));
  if (project.edit(namesFile, (source) => writeIdentity(source, next))) changed.push(namesFile);
  return changed.sort();
}

/** The files that show a name of the application. */
export const filesWith = (project: Project, { appName, shortName, appTitle, stackPrefix }: Identity): string[] => {
  const all = pattern([appName, shortName, appTitle, stackPrefix, stackPrefix.toLowerCase()]);
  return project.texts.filter((path) => !untouched.includes(path) && all.test(project.read(path)));
};

/** @returns a function that replaces every name by its successor, the longest first: one name can begin with another */
function replacing(from: Identity, to: Identity): (text: string) => string {
  const pairs = new Map([
    [from.appName, to.appName],
    [from.shortName, to.shortName],
    [from.appTitle, to.appTitle],
    [from.stackPrefix, to.stackPrefix],
    [from.stackPrefix.toLowerCase(), to.stackPrefix.toLowerCase()],
  ]);
  const any = new RegExp(pattern([...pairs.keys()]), 'g');
  return (text) => text.replaceAll(any, (name) => pairs.get(name) ?? name);
}

/** A name stands alone, or before a hyphen or a capital letter: as in the name of a stack and in logical ids. */
function pattern(names: readonly string[]): RegExp {
  const longestFirst = [...new Set(names)].sort((a, b) => b.length - a.length);
  return new RegExp(`(?<![A-Za-z0-9])(?:${longestFirst.join('|')})`);
}
