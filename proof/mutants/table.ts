import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PATH_METADATA_ENABLE_CONTEXT } from 'aws-cdk-lib/cx-api';
import { synthTemplate } from '../../lib/testing/synth';
import { invariantsFor } from '../invariants';
import { Template, type Value } from '../invariants/template';
import { cfnLintProgram } from '../validate/cfn-lint';
import { variants } from '../variants';
import { mutantsByHand } from './by-hand';
import { Draft } from './draft';
import { explanationOf, explanations } from './explained';
import { cdkNag, cfnLint, cloudFormation, isNew, type Tool } from './other-tools';
import type { Survivor } from './survivors';

/** What became of the generic mutants. */
export interface Figures {
  readonly mutants: number;
  readonly killed: number;
  /** Kinds of survivors. */
  readonly kinds: number;
  /** How many of these CloudFormation's own rules see. */
  readonly seen: number;
}

/** Writes docs/proof.md. @throws Error where cfn-lint cannot be had, or a mutant is not killed */
export function writeTable(figures: Figures, unseen: readonly Survivor[]): void {
  const program = cfnLintProgram();
  if (!program) throw new Error('docs/proof.md tells what cfn-lint sees, and it cannot be had here.');
  writeFileSync(join(__dirname, '..', '..', 'docs', 'proof.md'), page(byTool(cfnLint(program)), figures, unseen));
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

function page(rows: readonly Row[], { mutants, killed, kinds, seen }: Figures, unseen: readonly Survivor[]): string {
  const total = rows.reduce((sum, row) => sum + row.mutants, 0);
  return `# What the invariants see

\`npm run invariants -- DIR\` checks any folder of synthesised templates. That each invariant can fail is proven by mutants: the
template with everything on, damaged on purpose. This page is written by \`npm run mutants -- --write\`.

## Mutants that are written by hand

Each is a form of one fault: a property that is absent, a wrong literal, an intrinsic function that hides the value, another
resource type for the same thing. All ${total} are killed (\`test/infra/invariants.test.ts\`). The last three columns say how many of
them make another tool say something that it does not say of the sound template: the rules that the CDK brings
(\`CloudFormation Validate\`), cdk-nag (AwsSolutions and Serverless) and cfn-lint.

| invariant | what it holds | mutants killed | CDK's rules | cdk-nag | cfn-lint |
|---|---|---:|---:|---:|---:|
${rows.map((row) => `| \`${row.name}\` | ${row.holds} | ${row.mutants} | ${row.seen.join(' | ')} |`).join('\n')}

## Mutants that are made by rule

\`npm run mutants\` deletes, negates and raises every value of every template in \`proof/variants.ts\`, and swaps every reference for
another of the same type: ${mutants} mutants. An invariant kills ${killed}. The others are of ${kinds} kinds, by operator, type and property.
Of these, CloudFormation's own rules see ${seen}; the other ${unseen.length} have a reason in \`proof/mutants/explained.ts\`, and a kind without
one fails the command:

| place | kinds | mutants | why no invariant sees them |
|---|---:|---:|---|
${explanations
  .map((explanation) =>
    line(
      explanation,
      unseen.filter((survivor) => explanationOf(survivor) === explanation),
    ),
  )
  .join('\n')}
`;
}

function line({ place, operators, reason }: (typeof explanations)[number], survivors: readonly Survivor[]): string {
  const count = survivors.reduce((sum, survivor) => sum + survivor.count, 0);
  return `| \`${place.trim()}\`${operators ? ` (${operators.join(', ')})` : ''} | ${survivors.length} | ${count} | ${reason} |`;
}
