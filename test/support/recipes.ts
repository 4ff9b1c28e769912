import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProjectCopy } from './project-copy';

/** A block of code in `docs/recipes.md`: a new file, or a row of a table. */
interface Block {
  readonly path: string;
  readonly code: string;
}

/** A section of `docs/recipes.md`. */
export interface Recipe {
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** The recipes, with their TypeScript: the line before each block names its file in backticks and ends with a colon. */
export function readRecipes(): Recipe[] {
  const text = readFileSync(join(__dirname, '../../docs/recipes.md'), 'utf8');
  const [, ...sections] = text.split(/^## /m);
  return sections.map((section) => ({
    title: section.slice(0, section.indexOf('\n')),
    blocks: [...section.matchAll(/`([\w./-]+\.ts)`[^\n]*:\n\n```ts\n(.*?)^```$/gms)].map(([, path = '', code = '']) => ({
      path,
      code,
    })),
  }));
}

/** Follows a recipe: writes its files and adds its rows. */
export async function follow(recipe: Recipe, project: ProjectCopy): Promise<void> {
  for (const { path, code } of recipe.blocks) {
    if (code.startsWith('{')) await project.addRow(path, code);
    else await project.write(path, code);
  }
}
