import { importsOf, isModule, targetOf } from './modules';
import type { Project } from './project';
import { type Gone, pointsToGone, scriptsIn } from './references';

/**
 * The table of parts and its tests, the invariants and the estimate, which also read templates of other applications, and the templates,
 * which derive from the code.
 */
const namesEveryPart = (path: string) => /^(?:(?:test\/)?(?:scaffold\/fork|proof|estimate)|lib\/baseline\/templates)\//.test(path);

/** What still points to something that does not exist, a line for each. */
export function findBroken(project: Project, gone: Gone): string[] {
  const exists = (path: string) => project.has(path);
  const { scripts } = JSON.parse(project.read('package.json'));
  const texts = project.texts.filter((path) => !namesEveryPart(path));
  return texts.flatMap((path) => {
    const text = project.read(path);
    const unknown = path.endsWith('.md') ? scriptsIn(text).filter((script) => !(script in scripts)) : [];
    const lines = (unknown.length > 0 || pointsToGone(path, text, gone) ? text.split('\n') : []).flatMap((line, index) => {
      const where = `${path}:${index + 1}`;
      return [
        ...(pointsToGone(path, line, gone) ? [`${where}: mentions what is gone: ${line.trim().slice(0, 160)}`] : []),
        ...scriptsIn(line)
          .filter((script) => unknown.includes(script))
          .map((script) => `${where}: npm run ${script} does not exist`),
      ];
    });
    const imports = isModule(path) ? importsOf(text).filter((name) => name.startsWith('.')) : [];
    return [
      ...lines,
      ...imports
        .filter(
          (name) =>
            targetOf(path, name, exists) === undefined &&
            project.isGone(targetOf(path, name, (target) => project.isGone(target)) ?? ''),
        )
        .map((name) => `${path}: imports ${name}, which does not exist`),
    ];
  });
}
