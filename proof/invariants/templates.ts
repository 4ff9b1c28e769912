import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Value } from './template';

/** A template and its file. */
export interface TemplateFile {
  readonly file: string;
  readonly json: Value;
}

/** Thrown when the folder or one of its templates cannot be read. */
export class UnreadableTemplates extends Error {
  override readonly name = 'UnreadableTemplates';
}

/** Reads every `*.template.json` of a folder and its subfolders. @throws UnreadableTemplates also when there is none */
export function templatesIn(folder: string): TemplateFile[] {
  const files = entriesOf(folder)
    .filter((file) => file.endsWith('.template.json'))
    .sort();
  if (files.length === 0)
    throw new UnreadableTemplates(`${folder} contains no *.template.json. To create one: npx cdk synth --quiet --output ${folder}`);
  return files.map((file) => ({ file, json: read(join(folder, file)) }));
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' });
  } catch (cause) {
    throw new UnreadableTemplates(`Cannot read ${folder}: ${(cause as Error).message}`, { cause });
  }
}

function read(path: string): Value {
  try {
    const json = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof json?.Resources !== 'object') throw new TypeError('it has no Resources.');
    return json;
  } catch (cause) {
    throw new UnreadableTemplates(`${path} is not a template: ${(cause as Error).message}`, { cause });
  }
}
