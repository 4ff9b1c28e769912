import { PATH_METADATA_ENABLE_CONTEXT } from 'aws-cdk-lib/cx-api';
import { parseOptions, readArguments } from '../../cli/options';
import { argumentsOrExit } from '../../cli/usage-error';
import { type SynthOptions, synthTemplate } from '../../lib/testing/synth';
import { invariantsFor } from '../../proof/invariants';
import { variants } from '../../proof/variants';
import { equivalenceOf, equivalentMutants } from './equivalent';
import { cloudFormation, isNew } from './other-tools';
import { StackTests } from './stack-tests';
import { countOf, judge, type Survivor } from './survivors';
import { writeTable } from './table';

const usage = `npm run mutants [-- --write]

Mutates each value in the templates of all variants. A mutant that survives the invariants is tried on the tests in test/lib, and
then on CloudFormation's rules. Prints the mutants that survive and are not in workshop/mutants/equivalent.ts, and exits with 1 if
there is one.

  --write   also tries the handwritten mutants on the other tools, and writes docs/proof.md (half an hour)`;

main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});

async function main(args: string[]): Promise<number> {
  const options = { write: { type: 'boolean', default: false } } as const;
  const { write } = argumentsOrExit(() => readArguments(args, usage, (given) => parseOptions(given, { options }).values));
  const templates = Object.values<SynthOptions>(variants).map((options) =>
    synthTemplate({ ...options, context: { [PATH_METADATA_ENABLE_CONTEXT]: true } }).toJSON(),
  );
  // The largest limit of a variant: with the limit of a new account, a mutant might be reported for another reason.
  const limits = Object.values<SynthOptions>(variants).map(({ settings }) => settings?.accountConcurrency ?? 0);
  const { mutants, survivors } = judge(templates, invariantsFor(Math.max(...limits)));
  const tests = new StackTests();
  await tests.pass();
  const untested: Survivor[] = [];
  for (const survivor of survivors) if (!(await tests.failing(survivor))) untested.push(survivor);
  // Checks that every mutant was undone.
  await tests.pass();
  const unseen = unseenByCloudFormation(untested);
  const surviving = unseen.filter((survivor) => !equivalenceOf(survivor));
  const stale = equivalentMutants.filter((row) => !unseen.some((survivor) => equivalenceOf(survivor) === row));

  for (const [kind, ids] of byKind(surviving)) console.log(`survives: ${kind}: ${[...ids].join(', ')}`);
  for (const { place } of stale) console.log(`${place} in workshop/mutants/equivalent.ts matches no mutant.`);
  const total = [...mutants.values()].reduce((sum, count) => sum + count, 0);
  console.error(
    `${templates.length} templates, ${total} mutants. Surviving the invariants: ${countOf(survivors)}; and the tests of the stack: ` +
      `${countOf(untested)}; and CloudFormation's rules: ${countOf(unseen)}, of which ${countOf(surviving)} are not equivalent.`,
  );
  if (write) writeTable({ mutants, survivors, untested, unseen });
  return surviving.length + stale.length > 0 ? 1 : 0;
}

/** CloudFormation rejects most missing required properties before a deployment. */
function unseenByCloudFormation(survivors: readonly Survivor[]): Survivor[] {
  const templates = [...new Set(survivors.map(({ sound }) => sound))];
  const before = cloudFormation(templates);
  const after = cloudFormation(damaged(survivors));
  return survivors.filter(({ sound }, index) => !isNew(before[templates.indexOf(sound)], after[index]));
}

/** Returns the templates one after another, because all together do not fit into memory. */
function* damaged(survivors: readonly Survivor[]) {
  for (const survivor of survivors) yield survivor.damaged();
}

/** The resources of each kind of mutant, for the output. */
function byKind(survivors: readonly Survivor[]): Map<string, Set<string>> {
  const kinds = new Map<string, Set<string>>();
  for (const { operator, type, property, place } of survivors) {
    const kind = `${operator} ${type} ${property}`.trim();
    const [, id = ''] = place.split(' ');
    kinds.set(kind, (kinds.get(kind) ?? new Set()).add(id));
  }
  return kinds;
}
