import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CloudFormationValidatePlugin, Stack } from 'aws-cdk-lib';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import type { Value } from '../../proof/invariants/template';
import { findingsOfCfnLint } from '../../proof/validate/cfn-lint';

/** Returns the findings of a tool for each template: the rule and the resource. */
export type Tool = (templates: Iterable<Value>) => ReadonlySet<string>[];

/** The validation rules in the CDK. */
export const cloudFormation: Tool = (templates) => {
  const plugin = new CloudFormationValidatePlugin();
  const appConstruct = new App();
  return inFiles(templates, (files) =>
    files.map((file) => {
      const { violations } = plugin.validate({
        templatePaths: [file],
        stackTemplates: [{ stackConstructPath: 'Template', templatePath: file, accountId: undefined, region: undefined }],
        appConstruct,
      });
      return new Set(
        violations.flatMap(({ ruleName, violatingResources }) =>
          violatingResources.map(({ resourceLogicalId, locations }) => `${ruleName} ${resourceLogicalId} ${locations.join()}`),
        ),
      );
    }),
  );
};

/** cdk-nag, on constructs that are created from the templates. A template that cannot be read counts as a finding. */
export const cdkNag: Tool = (templates) =>
  inFiles(templates, (files) =>
    files.map((templateFile) => {
      const stack = new Stack(new App(), 'Template');
      try {
        new CfnInclude(stack, 'Included', { templateFile });
        const violations = [new AwsSolutionsChecks(), new ServerlessChecks()].flatMap(
          (pack) => pack.validateScope(stack).violations,
        );
        return new Set(
          violations.flatMap(({ ruleName, violatingResources }) =>
            violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath}`),
          ),
        );
      } catch (error) {
        return new Set([`unreadable ${(error as Error).message}`]);
      }
    }),
  );

/** @param program path of cfn-lint, which .ci/servers installs */
export const cfnLint =
  (program: string): Tool =>
  (templates) =>
    inFiles(templates, (files) => {
      const found = findingsOfCfnLint(program, files);
      return files.map((file) => new Set((found.get(file) ?? []).map(({ rule, at }) => `${rule} ${at}`)));
    });

/** Whether a tool reports a finding that it does not report for the original template. */
export function isNew(before: ReadonlySet<string> | undefined, after: ReadonlySet<string> | undefined): boolean {
  return [...(after ?? [])].some((finding) => !before?.has(finding));
}

/** Writes the templates to files, one by one: thousands do not fit into memory. */
function inFiles<T>(templates: Iterable<Value>, use: (files: string[]) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'app-mutants-'));
  const files: string[] = [];
  try {
    for (const template of templates) {
      const file = join(folder, `${files.length}.template.json`);
      writeFileSync(file, JSON.stringify(template));
      files.push(file);
    }
    return use(files);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
