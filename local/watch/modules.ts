import { createRequire } from 'node:module';
import { sep } from 'node:path';

const packages = `${sep}node_modules${sep}`;

/**
 * Returns the files that a module has loaded, itself included, without packages.
 * @param except files whose imports are not followed, and which are not included
 */
export function filesOf(file: string, except: readonly string[] = []): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (module: NodeJS.Module | undefined) => {
    if (!module || found.has(module.filename) || except.includes(module.filename) || module.filename.includes(packages)) return;
    found.add(module.filename);
    module.children.forEach(visit);
  };
  visit(require.cache[file]);
  return found;
}

/**
 * Loads a module again, with every file of the project that it loads. Packages stay loaded, so that their classes stay the same.
 * @throws Error when one of the files cannot be loaded; then, the previous modules stay loaded
 */
export async function loadAgain<Result>(file: string, use: (exports: unknown) => Promise<Result>): Promise<Result> {
  const previous = [...filesOf(file)].map((path) => [path, require.cache[path]] as const);
  for (const [path] of previous) delete require.cache[path];
  try {
    // With `require` of this file, this file's module would list each copy among its children, and keep it in memory.
    return await use(createRequire(file)(file));
  } catch (error) {
    for (const path of filesOf(file)) delete require.cache[path];
    for (const [path, module] of previous) require.cache[path] = module;
    throw error;
  }
}
