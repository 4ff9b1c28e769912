import type { Fork, ForkResult } from './fork';
import type { Project } from './project';

/** What a fork changed, in lines for the terminal, and whether nothing is left to fix. */
export function report(
  project: Project,
  { removed, renamed, scripts, packages, broken }: ForkResult,
  { identity, without }: Fork,
): { readonly lines: readonly string[]; readonly complete: boolean } {
  const lines = [
    ...(without.length > 0 ? [`Removed ${without.join(', ')}: ${removed.length} files.`, ...byFolder(removed)] : []),
    ...(scripts.length > 0 ? [`Removed from the npm scripts: ${scripts.join(', ')}.`] : []),
    ...(packages.length > 0 ? [`Removed from the packages: ${packages.join(', ')}.`] : []),
    ...(identity
      ? [
          `Renamed to ${identity.appName} ("${identity.appTitle}", stacks ${identity.stackPrefix}-<stage>) in ${renamed.length} files:`,
          ...renamed.map((path) => `  ${path}`),
        ]
      : []),
    ...(broken.length > 0
      ? ['These lines still mention what is gone. Edit them:', ...broken.map((line) => `  ${line}`)]
      : [`${project.files.length} files are left. Run npm ci && npm run check && npm test, then commit.`]),
  ];
  return { lines, complete: broken.length === 0 };
}

/** The number of removed files in each folder. */
function byFolder(paths: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const path of paths) {
    const folder = path.split('/').slice(0, -1).slice(0, 2).join('/') || '.';
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return [...counts].map(([folder, count]) => `  ${String(count).padStart(4)}  ${folder}`);
}
