import { execFileSync } from 'node:child_process';
import type { StageName } from '../settings/stages';
import { normalizeTemplate } from '../testing/normalize-template';
import { synthTemplate } from '../testing/synth';

/** Where the normalized template of a stage is committed, relative to the root of the repository. */
export const templatePath = (stage: string) => `lib/baseline/templates/${stage}.json`;

/** The normalized template of a stage as the code makes it now. */
export function currentTemplate(stage: StageName): object {
  return normalizeTemplate(synthTemplate({ stage }).toJSON());
}

/** The text of the committed file for a template. Biome writes a short list or object on one line, which halves the file. */
export function templateText(template: object): string {
  const biome = require.resolve('@biomejs/biome/bin/biome');
  return execFileSync(process.execPath, [biome, 'format', '--stdin-file-path=template.json'], {
    input: JSON.stringify(template),
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'inherit'],
  });
}
