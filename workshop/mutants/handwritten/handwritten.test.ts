// Every invariant on templates that violate it. docs/proof.md lists both.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PATH_METADATA_ENABLE_CONTEXT } from 'aws-cdk-lib/cx-api';
import { synthTemplate } from '../../../lib/testing/synth';
import { invariantsFor } from '../../../proof/invariants';
import { Template } from '../../../proof/invariants/template';
import { variants } from '../../../proof/variants';
import { Draft } from '../../../test/proof/draft';
import { equivalentMutants } from '../equivalent';
import { handwrittenMutants, variantFor } from '.';

const templateOf = (name: keyof typeof variants) =>
  synthTemplate({ ...variants[name], context: { [PATH_METADATA_ENABLE_CONTEXT]: true } }).toJSON();
const templates = { 'everything-on': templateOf('everything-on'), 'watched-fargate': templateOf('watched-fargate') };
const invariants = invariantsFor(variants['everything-on'].settings.accountConcurrency);

describe.each(invariants)('$name', ({ name, violations }) => {
  const mutants = Object.entries(handwrittenMutants[name] ?? {});

  it('holds for the template that its mutants change', () => {
    expect(violations(new Template(templates[variantFor(name)]))).toEqual([]);
  });

  it('has at least three mutants', () => {
    expect(mutants.length).toBeGreaterThanOrEqual(3);
  });

  it.each(mutants)('reports %s', (_, change) => {
    const draft = new Draft(templates[variantFor(name)]);
    change(draft);

    expect(violations(new Template(draft.json))).not.toEqual([]);
  });
});

it('has mutants for every invariant, and for no other name', () => {
  expect(Object.keys(handwrittenMutants).sort()).toEqual(invariants.map(({ name }) => name).sort());
});

describe('docs/proof.md', () => {
  const page = readFileSync(join(__dirname, '../../../docs/proof.md'), 'utf8');

  it.each(invariants)('lists $name and its mutants: npm run mutants -- --write', ({ name, holds }) => {
    expect(page).toContain(`| \`${name}\` | ${holds} | ${Object.keys(handwrittenMutants[name] ?? {}).length} |`);
  });

  it.each(equivalentMutants)('explains why mutants are equivalent: $place', ({ place, reason }) => {
    expect(page).toContain(`| \`${place}\``);
    expect(page).toContain(`| ${reason} |`);
  });
});
