import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseOptions, readArguments } from '../../cli/options';
import { argumentsOrExit } from '../../cli/usage-error';
import type { SynthOptions } from '../../lib/testing/synth';
import { findingsIn, invariantsFor } from '../invariants';
import { recordedOfVariants } from '../invariants/policies';
import { record } from '../invariants/record-policies';
import { variants } from '../variants';
import { brokenStack, toolsOfBrokenStack } from './broken-stack';
import { cfnLintProgram, findingsOfCfnLint } from './cfn-lint';
import type { Finding } from './finding';
import { stackOf, type Validated, validate } from './validate-stack';

const folder = join('build', 'validate');

process.exitCode = main();

/** `npm run validate`: prints a line for each finding of each variant. @returns the exit code: 1 when there is a finding */
function main(): number {
  argumentsOrExit(() => readArguments(process.argv.slice(2), 'npm run validate', (args) => parseOptions(args, {})));
  rmSync(folder, { recursive: true, force: true });
  const sound = Object.entries<SynthOptions>(variants).map(([name, options]) => ({
    name,
    options,
    ...validate(stackOf(options, join(folder, name))),
  }));
  const broken = { name: 'broken', options: {}, ...validate(brokenStack(join(folder, 'broken'))) };
  const program = cfnLintProgram();
  const lint = lintAll(program, [...sound, broken]);
  const findingsOf = ({ options, file, template, findings }: Variant) => [
    ...findings,
    ...(lint.get(file) ?? []),
    ...violations(options, template),
  ];

  const lines = [
    ...sound.flatMap((variant) => findingsOf(variant).map((finding) => line(variant.name, finding))),
    ...toolsOfBrokenStack
      .filter((tool) => (program || tool !== 'cfn-lint') && !findingsOf(broken).some((finding) => finding.tool === tool))
      .map((tool) => `${tool} reports nothing about a stack that is broken on purpose. Check that it runs.`),
    ...stalePolicies(sound.map(({ template }) => template)),
  ];
  rmSync(join(folder, 'broken'), { recursive: true });
  for (const each of lines) console.log(each);
  console.error(`${sound.length} variants, ${lines.length} findings. The templates are in ${folder}.`);
  return lines.length > 0 ? 1 : 0;
}

/** Reports when the recorded policies are not exactly those of the variants. */
function stalePolicies(templates: readonly Validated['template'][]): string[] {
  const isCurrent = JSON.stringify(record(templates)) === JSON.stringify(recordedOfVariants);
  return isCurrent ? [] : ['proof/invariants/policies.json is out of date. Run npm run update and review its diff.'];
}

interface Variant extends Validated {
  readonly name: string;
  readonly options: SynthOptions;
}

function line(variant: string, { tool, rule, at, message }: Finding): string {
  return `${variant}: ${tool}: ${rule}: ${at}: ${message.replaceAll(/\s+/g, ' ')}`;
}

function violations({ settings }: SynthOptions, template: Validated['template']): Finding[] {
  return findingsIn(template, invariantsFor(settings?.accountConcurrency)).map(({ invariant, id, value, required }) => ({
    tool: 'invariants',
    rule: invariant,
    at: id,
    message: `${value}; required: ${required}`,
  }));
}

function lintAll(program: string | undefined, validated: readonly Validated[]): ReadonlyMap<string, readonly Finding[]> {
  const files = validated.map(({ file }) => file);
  if (program) return findingsOfCfnLint(program, files);
  console.error('SKIPPED cfn-lint, which is not available. Set CFN_LINT to the path of the program. Everything else was checked.');
  return new Map();
}
