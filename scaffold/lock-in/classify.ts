import { type ModuleGraph, reach } from './module-graph';
import { type PlatformName, platformOfFolder, platformOfPackage } from './platform-names';

/**
 * What a module knows of platforms:
 * - `none`: it names none, and loads no module that does;
 * - `types`: it names a platform's types alone, such as the format of an event, and loads nothing of it;
 * - `adapter`: it loads a package of a platform, or is in a folder that is named for one;
 * - `entry`: it connects adapters with the rest.
 */
export type Knowledge = 'none' | 'types' | 'adapter' | 'entry';

export interface Classified {
  readonly knows: Knowledge;
  /** The platforms that it names itself. */
  readonly platforms: readonly PlatformName[];
}

/** @param roots modules that compose the application, which name what they compose */
export function classify(graph: ModuleGraph, roots: readonly string[]): ReadonlyMap<string, Classified> {
  const isAdapter = (path: string) =>
    platformOfFolder(path) !== undefined || (graph.get(path)?.packages ?? []).some((name) => platformOfPackage(name));
  const adapters = new Set([...graph.keys()].filter(isAdapter));
  const knowledgeOf = (path: string): Knowledge => {
    if (adapters.has(path)) return roots.includes(path) ? 'entry' : 'adapter';
    if ([...reach(graph, [path])].some((each) => adapters.has(each))) return 'entry';
    return graph.get(path)?.types.some((name) => platformOfPackage(name)) ? 'types' : 'none';
  };
  return new Map(
    [...graph].map(([path, { types, packages }]) => {
      const named = [platformOfFolder(path), ...[...packages, ...types].map(platformOfPackage)].filter(
        (name) => name !== undefined,
      );
      return [path, { knows: knowledgeOf(path), platforms: [...new Set(named)] }];
    }),
  );
}
