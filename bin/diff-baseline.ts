import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseOptions, readArguments } from '../cli/options';
import { runCommand } from '../cli/run-command';
import { acceptedLosses } from '../lib/baseline/accepted-losses';
import { checkBaseline } from '../lib/baseline/baseline';
import { currentTemplate, templatePath } from '../lib/baseline/committed-templates';
import { Releases } from '../lib/baseline/releases';
import { type StageName, stages } from '../lib/settings/stages';

const root = join(__dirname, '..');

const usage = `npm run diff:baseline [-- REF]
  Prints how a deployment over the last release would change the resources. Fails if data would be lost.
  REF  a tag, a branch or a commit to compare with [default: the last tag such as v1.2.0]`;

const noRelease = `There is no release tag such as v1.2.0 in this clone: compared with the committed templates.
If there are releases, fetch their tags: git fetch --tags, and in a shallow clone git fetch --unshallow --tags`;

/**
 * `npm run diff:baseline`: prints how a deployment over the last release would change each stage. Fails when a resource with data
 * would be deleted or replaced.
 */
function diffBaseline(args: readonly string[]): number {
  const [given] = readArguments(args, usage, readReference);
  const releases = new Releases(root);
  const ref = given ?? releases.last();
  console.log(ref ? `Compared with ${ref}:` : noRelease);
  const committed = (stage: string) => JSON.parse(readFileSync(join(root, templatePath(stage)), 'utf8'));
  const templates = (Object.keys(stages) as StageName[]).map((stage) => ({
    stage,
    before: ref ? releases.template(ref, stage) : committed(stage),
    after: currentTemplate(stage),
  }));
  const { lines, lost } = checkBaseline(templates, acceptedLosses);
  console.log(lines.join('\n'));
  return lost ? 1 : 0;
}

function readReference(args: readonly string[]): readonly string[] {
  const { positionals } = parseOptions(args, { options: {}, allowPositionals: true });
  if (positionals.length > 1) throw new Error(`Unexpected argument ${JSON.stringify(positionals[1])}. Name one REF.`);
  return positionals;
}

runCommand(async () => diffBaseline(process.argv.slice(2)));
