import { type IPolicyValidationPlugin, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, type NagPack, ServerlessChecks } from 'cdk-nag';
import { acknowledgeFindings, acknowledgements, inTemplate } from '../../lib/acknowledgements';
import { type SynthOptions, synthStack } from '../../lib/testing/synth';
import { variants } from '../../proof/variants';

const packs: readonly (NagPack & IPolicyValidationPlugin)[] = [new AwsSolutionsChecks(), new ServerlessChecks()];

/** Returns the findings of cdk-nag for a stack: each rule and the path where it is violated. */
function findingsOf(stack: ReturnType<typeof synthStack>): { rule: string; at: string }[] {
  return packs.flatMap((pack) =>
    pack
      .validateScope(stack)
      .violations.flatMap(({ ruleName, violatingResources }) =>
        violatingResources.map(({ constructPath = '' }) => ({ rule: ruleName, at: constructPath.split('/').slice(1).join('/') })),
      ),
  );
}

const stacks = [
  variants.sandbox,
  variants['everything-on'],
  variants.fargate, // part: containers
].map((options: SynthOptions) => synthStack(options));
const before = stacks.map((stack) => ({ stack, findings: findingsOf(stack) }));

it.each(acknowledgements)('$rule at $at still matches a finding', ({ rule, at }) => {
  const matching = before.flatMap(({ stack, findings }) =>
    findings.filter((finding) => finding.rule === inTemplate(stack, rule) && `${finding.at}/`.startsWith(`${at}/`)),
  );

  expect(matching).not.toEqual([]);
});

it.each(acknowledgements)('$rule at $at has a reason in a sentence', ({ reason }) => {
  expect(reason).toMatch(/^[A-Z].{20,}\.$/);
});

it('leaves no finding of cdk-nag', () => {
  for (const stack of stacks) acknowledgeFindings(stack);

  expect(stacks.flatMap(findingsOf)).toEqual([]);
});

it('acknowledges only what is listed', () => {
  const [stack] = stacks;
  if (!stack) throw new TypeError('The template has no stack.');
  const acknowledged = stack.node
    .findAll()
    .flatMap(({ node }) =>
      node.metadata
        .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
        .flatMap(({ data }) => Object.values(data)),
    );

  expect(acknowledgements.map(({ reason }) => reason)).toEqual(expect.arrayContaining(acknowledged));
});
