import type { Project } from './project';

/** Removes what is gone from the settings of the tools. */
export function pruneToolSettings(project: Project): void {
  const isLeft = (entry: string) => {
    const path = entry.replace(/^!/, '');
    return !project.isGone(path.replace(/\/\*\*$/, '')) && !(path.includes('*') && project.isGoneGlob(path));
  };
  editJson(project, 'tsconfig.json', (settings) => {
    settings.include = settings.include.filter(isLeft);
    settings.exclude = settings.exclude.filter(isLeft);
  });
  editJson(project, 'biome.json', (settings) => {
    settings.files.includes = settings.files.includes.filter(isLeft);
    for (const override of settings.overrides) override.includes = override.includes.filter(isLeft);
    settings.overrides = settings.overrides.filter(({ includes }: { includes: string[] }) =>
      includes.some((path) => !path.startsWith('!')),
    );
  });
  editJson(project, 'cdk.json', (settings) => {
    settings.watch.include = settings.watch.include.filter(isLeft);
  });
}

// biome-ignore lint/suspicious/noExplicitAny: the settings of three tools, of which a few lists are read
function editJson(project: Project, path: string, change: (settings: any) => void): void {
  const settings = JSON.parse(project.read(path));
  change(settings);
  project.write(path, `${JSON.stringify(settings, undefined, 2)}\n`);
}
