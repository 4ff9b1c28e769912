import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PATH_METADATA_ENABLE_CONTEXT } from 'aws-cdk-lib/cx-api';
import { parseOptions, readArguments } from '../../cli/options';
import { argumentsOrExit } from '../../cli/usage-error';
import { type SynthOptions, synthTemplate } from '../../lib/testing/synth';
import { variants } from '../variants';
import { type Policies, policiesOf } from './policies';
import { Template, type Value } from './template';

const usage = `npm run record:policies
  Writes proof/invariants/policies.json from the templates of all variants. Read its diff before you commit it.`;

/** The policies of templates, each form once, in the order of their paths. */
export function record(templates: readonly Value[]): Policies {
  const forms = new Map<string, Set<string>>();
  for (const { path, lines } of templates.flatMap((json) => policiesOf(new Template(json)))) {
    forms.set(path, (forms.get(path) ?? new Set()).add(JSON.stringify([...lines].sort())));
  }
  const sorted = [...forms].sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(sorted.map(([path, texts]) => [path, [...texts].sort().map((text) => JSON.parse(text))]));
}

/** `npm run record:policies`: synthesises every variant and writes policies.json. */
if (require.main === module) {
  argumentsOrExit(() => readArguments(process.argv.slice(2), usage, (given) => parseOptions(given, {})));
  const templates = Object.values<SynthOptions>(variants).map((options) =>
    synthTemplate({ ...options, context: { [PATH_METADATA_ENABLE_CONTEXT]: true } }).toJSON(),
  );
  writeFileSync(join(__dirname, 'policies.json'), `${JSON.stringify(record(templates), null, 2)}\n`);
}
