import { PATH_METADATA_ENABLE_CONTEXT } from 'aws-cdk-lib/cx-api';
import { parseOptions, readArguments } from '../../cli/options';
import { argumentsOrExit } from '../../cli/usage-error';
import { type SynthOptions, synthTemplate } from '../../lib/testing/synth';
import { invariantsFor } from '../../proof/invariants';
import { variants } from '../../proof/variants';
import { explanationOf, explanations } from './equivalent';
import { cloudFormation, isNew } from './other-tools';
import { StackTests } from './stack-tests';
import { countOf, judge, type Survivor } from './survivors';
import { writeTable } from './table';

const usage = `npm run mutants [-- --write]

Damages the templates of all variants, place by place. What no invariant sees is tried on the tests in test/lib, and then on
CloudFormation's own rules. Prints each kind of damage that is left and has no reason in workshop/mutants/equivalent.ts, and exits
with 1 when there is one.

  --write   also tries the mutants that are written by hand on the other tools, and writes docs/proof.md (ten minutes)`;

main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});

async function main(args: string[]): Promise<number> {
  const options = { write: { type: 'boolean', default: false } } as const;
  const { write } = argumentsOrExit(() => readArguments(args, usage, (given) => parseOptions(given, { options }).values));
  const templates = Object.values<SynthOptions>(variants).map((options) =>
    synthTemplate({ ...options, context: { [PATH_METADATA_ENABLE_CONTEXT]: true } }).toJSON(),
  );
  // The largest limit that a variant has: with a new account's, a mutant might be seen for another reason.
  const limits = Object.values<SynthOptions>(variants).map(({ settings }) => settings?.accountConcurrency ?? 0);
  const { mutants, survivors } = judge(templates, invariantsFor(Math.max(...limits)));
  const tests = new StackTests();
  await tests.pass();
  const untested: Survivor[] = [];
  for (const survivor of survivors) if (!(await tests.failing(survivor))) untested.push(survivor);
  // Every mutant has been undone.
  await tests.pass();
  const unseen = unseenByCloudFormation(untested);
  const unexplained = unseen.filter((survivor) => !explanationOf(survivor));
  const stale = explanations.filter((explanation) => !unseen.some((survivor) => explanationOf(survivor) === explanation));

  for (const [kind, ids] of byKind(unexplained)) console.log(`survives: ${kind}: ${[...ids].join(', ')}`);
  for (const { place } of stale) console.log(`explains nothing: ${place}`);
  const total = [...mutants.values()].reduce((sum, count) => sum + count, 0);
  console.error(
    `${templates.length} templates, ${total} mutants. Not seen by an invariant: ${countOf(survivors)}; nor by a test of the stack: ` +
      `${countOf(untested)}; nor by CloudFormation's rules: ${countOf(unseen)}; without a reason: ${countOf(unexplained)}.`,
  );
  if (write) writeTable({ mutants, survivors, untested, unseen });
  return unexplained.length + stale.length > 0 ? 1 : 0;
}

/** Most of what is required is refused before it is deployed. */
function unseenByCloudFormation(survivors: readonly Survivor[]): Survivor[] {
  const templates = [...new Set(survivors.map(({ sound }) => sound))];
  const before = cloudFormation(templates);
  const after = cloudFormation(damaged(survivors));
  return survivors.filter(({ sound }, index) => !isNew(before[templates.indexOf(sound)], after[index]));
}

/** One by one: all together are larger than the memory. */
function* damaged(survivors: readonly Survivor[]) {
  for (const survivor of survivors) yield survivor.damaged();
}

/** The resources in which each kind of mutant is, in words. */
function byKind(survivors: readonly Survivor[]): Map<string, Set<string>> {
  const kinds = new Map<string, Set<string>>();
  for (const { operator, type, property, place } of survivors) {
    const kind = `${operator} ${type} ${property}`.trim();
    const [, id = ''] = place.split(' ');
    kinds.set(kind, (kinds.get(kind) ?? new Set()).add(id));
  }
  return kinds;
}
