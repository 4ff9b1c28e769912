import { PATH_METADATA_ENABLE_CONTEXT } from 'aws-cdk-lib/cx-api';
import { type SynthOptions, synthTemplate } from '../../lib/testing/synth';
import { variants } from '../variants';
import { type Policies, policiesOf } from './policies';
import { Template, type Value } from './template';

/** The policies of templates, with each form once, sorted by path. */
export function record(templates: readonly Value[]): Policies {
  const forms = new Map<string, Set<string>>();
  for (const { path, lines } of templates.flatMap((json) => policiesOf(new Template(json)))) {
    forms.set(path, (forms.get(path) ?? new Set()).add(JSON.stringify([...lines].sort())));
  }
  const sorted = [...forms].sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(sorted.map(([path, texts]) => [path, [...texts].sort().map((text) => JSON.parse(text))]));
}

/** The current content of `policies.json`: the policies of every variant. */
export function currentPolicies(): string {
  const templates = Object.values<SynthOptions>(variants).map((options) =>
    synthTemplate({ ...options, context: { [PATH_METADATA_ENABLE_CONTEXT]: true } }).toJSON(),
  );
  return `${JSON.stringify(record(templates), null, 2)}\n`;
}
