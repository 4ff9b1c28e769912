import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PATH_METADATA_ENABLE_CONTEXT } from 'aws-cdk-lib/cx-api';
import { synthTemplate } from '../../lib/testing/synth';
import { invariantsFor } from '../../proof/invariants';
import { Template, type Value } from '../../proof/invariants/template';
import { cfnLintProgram } from '../../proof/validate/cfn-lint';
import { variants } from '../../proof/variants';
import { Draft } from './draft';
import { explanationOf, explanations } from './equivalent';
import { mutantsByHand } from './handwritten';
import { cdkNag, cfnLint, cloudFormation, isNew, type Tool } from './other-tools';
import { countOf, type Survivor } from './survivors';

/** What became of the generic mutants: how many there are of each type of resource, and which are left after each step. */
export interface Sieve {
  readonly mutants: ReadonlyMap<string, number>;
  /** Not seen by an invariant. */
  readonly survivors: readonly Survivor[];
  /** Nor by a test of the stack. */
  readonly untested: readonly Survivor[];
  /** Nor by CloudFormation's own rules. */
  readonly unseen: readonly Survivor[];
}

/** Writes docs/proof.md. @throws Error where cfn-lint cannot be had, or a mutant is not killed */
export function writeTable(sieve: Sieve): void {
  const program = cfnLintProgram();
  if (!program) throw new Error('docs/proof.md tells what cfn-lint sees, and it cannot be had here.');
  writeFileSync(join(__dirname, '..', '..', 'docs', 'proof.md'), page(byTool(cfnLint(program)), sieve));
}

/** An invariant, its mutants, and how many of them each tool sees. */
interface Row {
  readonly name: string;
  readonly holds: string;
  readonly mutants: number;
  readonly seen: readonly number[];
}

function byTool(lint: Tool): Row[] {
  const { settings, ...options } = variants['everything-on'];
  const sound: Value = synthTemplate({ ...options, settings, context: { [PATH_METADATA_ENABLE_CONTEXT]: true } }).toJSON();
  const invariants = invariantsFor(settings.accountConcurrency);
  const damaged = invariants.map(({ name, violations }) =>
    Object.entries(mutantsByHand[name] ?? {}).map(([title, change]) => {
      const draft = new Draft(sound);
      change(draft);
      if (violations(new Template(draft.json)).length === 0) throw new Error(`${name} does not see: ${title}.`);
      return draft.json;
    }),
  );
  const seenBy = [cloudFormation, cdkNag, lint].map((tool) => {
    const [before, ...after] = tool([sound, ...damaged.flat()]);
    return after.map((findings) => isNew(before, findings));
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
  const byHand = rows.reduce((sum, row) => sum + row.mutants, 0);
  const [total = 0, ...steps] = stepsOf(sieve);
  return `# What the invariants see

\`npm run invariants -- DIR\` checks any folder of synthesised templates. That each invariant can fail is proven by mutants: the
template with everything on, damaged on purpose. This page is written by \`npm run mutants -- --write\`.

## Mutants that are written by hand

Each is a form of one fault: a property that is absent, a wrong literal, an intrinsic function that hides the value, another
resource type for the same thing. All ${byHand} are killed (\`test/proof/invariants.test.ts\`). The last three columns say how many of
them make another tool say something that it does not say of the sound template: the rules that the CDK brings
(\`CloudFormation Validate\`), cdk-nag (AwsSolutions and Serverless) and cfn-lint.

| invariant | what it holds | mutants killed | CDK's rules | cdk-nag | cfn-lint |
|---|---|---:|---:|---:|---:|
${rows.map((row) => `| \`${row.name}\` | ${row.holds} | ${row.mutants} | ${row.seen.join(' | ')} |`).join('\n')}

## Mutants that are made by rule

\`npm run mutants\` deletes, negates and raises every value of every template in \`proof/variants.ts\`, and swaps every reference for
another of the same type: ${total} mutants. Each is tried on the invariants. What they do not see is tried on the tests in
\`test/lib\`, but for the snapshots, which see every change and do not say which is right; and then on the CDK's rules. A mutant
counts once, where it is seen first.

| type | mutants | invariants | tests of the stack | CDK's rules | left |
|---|---:|---:|---:|---:|---:|
${[...sieve.mutants.keys()]
  .sort()
  .map((type) => `| ${type} | ${stepsOf(sieve, type).join(' | ')} |`)
  .join('\n')}
| all | ${[total, ...steps].join(' | ')} |

The last column is explained: each mutant that nothing sees has a reason in \`workshop/mutants/equivalent.ts\`, and one without fails the
command.

| place | mutants | why nothing sees them |
|---|---:|---|
${explanations.map((explanation) => line(explanation, sieve.unseen)).join('\n')}
`;
}

/** How many mutants there are, how many of them are seen by each step, and how many are left. */
function stepsOf({ mutants, survivors, untested, unseen }: Sieve, type?: string): number[] {
  const all = type ? (mutants.get(type) ?? 0) : [...mutants.values()].reduce((sum, count) => sum + count, 0);
  const [first = 0, second = 0, third = 0] = [survivors, untested, unseen].map((left) =>
    countOf(left.filter((survivor) => type === undefined || survivor.type === type)),
  );
  return [all, all - first, first - second, second - third, third];
}

function line(explanation: (typeof explanations)[number], unseen: readonly Survivor[]): string {
  const { place, of, reason } = explanation;
  const count = countOf(unseen.filter((survivor) => explanationOf(survivor) === explanation));
  return `| \`${place}\`${of ? ` of ${of}…` : ''} | ${count} | ${reason} |`;
}
