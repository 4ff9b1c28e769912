import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PATH_METADATA_ENABLE_CONTEXT } from 'aws-cdk-lib/cx-api';
import { synthTemplate } from '../../lib/testing/synth';
import { invariantsFor } from '../../proof/invariants';
import { Template, type Value } from '../../proof/invariants/template';
import { cfnLintProgram } from '../../proof/validate/cfn-lint';
import { variants } from '../../proof/variants';
import { Draft } from '../../test/proof/draft';
import { equivalenceOf, equivalentMutants } from './equivalent';
import { handwrittenMutants, variantFor } from './handwritten';
import { cdkNag, cfnLint, cloudFormation, isNew, type Tool } from './other-tools';
import { countOf, type Survivor } from './survivors';

/** The generic mutants: their number for each resource type, and those that survive each step. */
export interface Sieve {
  readonly mutants: ReadonlyMap<string, number>;
  /** They survive the invariants. */
  readonly survivors: readonly Survivor[];
  /** They also survive the tests of the stack. */
  readonly untested: readonly Survivor[];
  /** They also survive CloudFormation's rules. */
  readonly unseen: readonly Survivor[];
}

/** Writes docs/proof.md. @throws Error when cfn-lint is not available, or a handwritten mutant survives */
export function writeTable(sieve: Sieve): void {
  const program = cfnLintProgram();
  if (!program)
    throw new Error(
      'docs/proof.md requires cfn-lint, which is not available. Install Python 3, or set CFN_LINT to the path of the program.',
    );
  writeFileSync(join(__dirname, '..', '..', 'docs', 'proof.md'), page(byTool(cfnLint(program)), sieve));
}

/** An invariant, the number of its mutants, and how many of them each tool reports. */
interface Row {
  readonly name: string;
  readonly holds: string;
  readonly mutants: number;
  readonly seen: readonly number[];
}

function byTool(lint: Tool): Row[] {
  const names = ['everything-on', 'watched-fargate'] as const;
  const sound: readonly Value[] = names.map((name) =>
    synthTemplate({ ...variants[name], context: { [PATH_METADATA_ENABLE_CONTEXT]: true } }).toJSON(),
  );
  const invariants = invariantsFor(variants['everything-on'].settings.accountConcurrency);
  const soundOf = (name: string) => names.indexOf(variantFor(name));
  const damaged = invariants.map(({ name, violations }) =>
    Object.entries(handwrittenMutants[name] ?? {}).map(([title, change]) => {
      const draft = new Draft(sound[soundOf(name)]);
      change(draft);
      if (violations(new Template(draft.json)).length === 0) throw new Error(`${name} does not report the mutant "${title}".`);
      return draft.json;
    }),
  );
  const seenBy = [cloudFormation, cdkNag, lint].map((tool) => {
    const found = tool([...sound, ...damaged.flat()]);
    const originals = invariants.flatMap(({ name }, index) => (damaged[index] ?? []).map(() => found[soundOf(name)]));
    return found.slice(sound.length).map((findings, index) => isNew(originals[index], findings));
  });
  let done = 0;
  return invariants.map(({ name, holds }, index) => {
    const mutants = damaged[index]?.length ?? 0;
    const seen = seenBy.map((judged) => judged.slice(done, done + mutants).filter(Boolean).length);
    done += mutants;
    return { name, holds, mutants, seen };
  });
}

function page(rows: readonly Row[], sieve: Sieve): string {
  const handwritten = rows.reduce((sum, row) => sum + row.mutants, 0);
  const [total = 0, ...steps] = stepsOf(sieve);
  return `# What the invariants detect

\`npm run invariants -- DIR\` checks any folder of synthesized templates. Mutation tests prove that each invariant can fail: they
change the templates with all options on purpose. \`npm run mutants -- --write\` writes this page.

## Handwritten mutants

Each is a form of one fault: a missing property, a wrong literal, an intrinsic function that hides the value, or another resource
type for the same purpose. All ${handwritten} are killed (\`workshop/mutants/handwritten/handwritten.test.ts\`). The last three columns show how many of them
cause a finding of another tool that the original template does not have: the rules of the CDK (\`CloudFormation Validate\`), cdk-nag
(AwsSolutions and Serverless) and cfn-lint.

| invariant | guarantee | mutants killed | CDK's rules | cdk-nag | cfn-lint |
|---|---|---:|---:|---:|---:|
${rows.map((row) => `| \`${row.name}\` | ${row.holds} | ${row.mutants} | ${row.seen.join(' | ')} |`).join('\n')}

## Generated mutants

\`npm run mutants\` deletes, negates and increments every value of every template in \`proof/variants.ts\`, and swaps every reference
for another of the same type: ${total} mutants. It tries each mutant on the invariants, and each survivor on the tests of the stack in
\`test/lib\` and then on the CDK's rules. The snapshots are excluded: they report every change and do not show which is wrong. A mutant
counts in the first column that kills it.

| type | mutants | invariants | tests of the stack | CDK's rules | equivalent |
|---|---:|---:|---:|---:|---:|
${[...sieve.mutants.keys()]
  .sort()
  .map((type) => `| ${type} | ${stepsOf(sieve, type).join(' | ')} |`)
  .join('\n')}
| all | ${[total, ...steps].join(' | ')} |

The mutants in the last column are equivalent: they change no behavior. \`workshop/mutants/equivalent.ts\` contains the reason for each. A
surviving mutant without a reason fails the command.

| place | mutants | why they are equivalent |
|---|---:|---|
${equivalentMutants.map((row) => line(row, sieve.unseen)).join('\n')}
`;
}

/** The number of mutants, how many of them each step kills, and how many survive. */
function stepsOf({ mutants, survivors, untested, unseen }: Sieve, type?: string): number[] {
  const all = type ? (mutants.get(type) ?? 0) : [...mutants.values()].reduce((sum, count) => sum + count, 0);
  const [first = 0, second = 0, third = 0] = [survivors, untested, unseen].map((left) =>
    countOf(left.filter((survivor) => type === undefined || survivor.type === type)),
  );
  return [all, all - first, first - second, second - third, third];
}

function line(row: (typeof equivalentMutants)[number], unseen: readonly Survivor[]): string {
  const { place, of, reason } = row;
  const count = countOf(unseen.filter((survivor) => equivalenceOf(survivor) === row));
  return `| \`${place}\`${of ? ` of ${of}…` : ''} | ${count} | ${reason} |`;
}
