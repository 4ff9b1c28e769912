import { parseArgs } from 'node:util';
import { PATH_METADATA_ENABLE_CONTEXT } from 'aws-cdk-lib/cx-api';
import { type SynthOptions, synthTemplate } from '../../lib/testing/synth';
import { invariantsFor } from '../invariants';
import { variants } from '../variants';
import { explanationOf, explanations } from './explained';
import { cloudFormation, isNew } from './other-tools';
import { judge, type Survivor } from './survivors';
import { writeTable } from './table';

const usage = `Usage: npm run mutants [-- --write]

Damages the templates of all variants, place by place, and tells each kind of damage that no invariant sees, that
CloudFormation's own rules do not see, and that has no reason in proof/mutants/explained.ts. Exits with 1 when there is one.

  --write   also tries the mutants that are written by hand on the other tools, and writes docs/proof.md (ten minutes)`;

process.exitCode = main(process.argv.slice(2));

function main(args: string[]): number {
  const write = parse(args);
  if (write === undefined) {
    console.error(usage);
    return 2;
  }
  const templates = Object.values<SynthOptions>(variants).map((options) =>
    synthTemplate({ ...options, context: { [PATH_METADATA_ENABLE_CONTEXT]: true } }).toJSON(),
  );
  // The largest limit that a variant has: with a new account's, a mutant might be seen for another reason.
  const limits = Object.values<SynthOptions>(variants).map(({ settings }) => settings?.accountConcurrency ?? 0);
  const { mutants, killed, survivors } = judge(templates, invariantsFor(Math.max(...limits)));
  const unseen = unseenByCloudFormation(survivors);
  const unexplained = unseen.filter((survivor) => !explanationOf(survivor));
  const stale = explanations.filter((explanation) => !unseen.some((survivor) => explanationOf(survivor) === explanation));

  for (const { operator, type, property, count } of unexplained)
    console.log(`survives: ${operator} ${type} ${property} (${count})`);
  for (const { place } of stale) console.log(`explains nothing: ${place}`);
  const figures = { mutants, killed, kinds: survivors.length, seen: survivors.length - unseen.length };
  console.error(
    `${templates.length} templates, ${mutants} mutants, ${killed} killed; of ${figures.kinds} kinds of survivors, ` +
      `${figures.seen} are seen by CloudFormation's own rules, ${unseen.length - unexplained.length} have a reason, ${unexplained.length} have none`,
  );
  if (write) writeTable(figures, unseen);
  return unexplained.length + stale.length > 0 ? 1 : 0;
}

function parse(args: string[]): boolean | undefined {
  try {
    return parseArgs({ args, options: { write: { type: 'boolean', default: false } } }).values.write;
  } catch {
    return undefined;
  }
}

/** Most of what is required is refused before it is deployed; one of each kind is tried. */
function unseenByCloudFormation(survivors: readonly Survivor[]): Survivor[] {
  const templates = [...new Set(survivors.map(({ example }) => example.sound))];
  const before = cloudFormation(templates);
  const after = cloudFormation(survivors.map(({ example }) => example.damaged));
  return survivors.filter(({ example }, index) => !isNew(before[templates.indexOf(example.sound)], after[index]));
}
