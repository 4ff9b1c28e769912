import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../cli/user-error';
import { normaliseTemplate } from '../testing/normalise-template';
import { compareTemplates } from './compare-templates';

/** A template for each stage. */
export type Templates = Readonly<Record<string, object>>;

const fileOf = (folder: string, stage: string) => join(folder, `${stage}.template.json`);

/** Writes what is released. @returns the files */
export function writeBaseline(folder: string, templates: Templates): string[] {
  mkdirSync(folder, { recursive: true });
  return Object.entries(templates).map(([stage, template]) => {
    const file = fileOf(folder, stage);
    writeFileSync(file, `${JSON.stringify(normaliseTemplate(template), null, 2)}\n`);
    return file;
  });
}

/**
 * Compares templates with those of the last release. @returns what to print, and whether something would be lost
 * @throws UserError when a stage has never been released
 */
export function checkBaseline(folder: string, templates: Templates): { readonly lines: string[]; readonly lost: boolean } {
  const comparisons = Object.entries(templates).map(([stage, template]) => {
    const file = fileOf(folder, stage);
    if (!existsSync(file)) {
      throw new UserError(`There is no ${file} to compare ${stage} with. Write it: npm run diff:baseline -- --update`);
    }
    return { stage, ...compareTemplates(JSON.parse(readFileSync(file, 'utf8')), normaliseTemplate(template)) };
  });
  const lost = comparisons.some(({ losses }) => losses.length > 0);
  const lines = comparisons.flatMap(({ stage, losses, summary }) => [
    `${stage}: ${summary.length > 0 ? 'against the last release' : 'as it was in the last release'}`,
    ...summary.map((line) => `  ${line}`),
    ...losses.map((line) => `  LOSS: ${line}`),
  ]);
  if (lost) lines.push('If that is meant, write down that it is: npm run diff:baseline -- --update, and commit baseline/.');
  return { lines, lost };
}
