import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, CloudFormationValidatePlugin, type IPolicyValidationPlugin, type Stack, Validations } from 'aws-cdk-lib';
import { FAIL_SYNTH_ON_VALIDATION_ERRORS_CONTEXT, PATH_METADATA_ENABLE_CONTEXT, VALIDATION_REPORT_FILE } from 'aws-cdk-lib/cx-api';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { acknowledgeFindings } from '../../lib/acknowledgements';
import { type SynthOptions, synthStack } from '../../lib/testing/synth';
import type { Value } from '../invariants/template';
import type { Finding } from './finding';

export interface Validated {
  /** Where the template was written. */
  readonly file: string;
  readonly template: Value;
  /** Findings of CloudFormation's rules and of cdk-nag, and warnings of the application itself. */
  readonly findings: readonly Finding[];
}

/** The validators of all variants. They are shared, because starting them takes a second. */
const validators: readonly IPolicyValidationPlugin[] = [
  new CloudFormationValidatePlugin(),
  new AwsSolutionsChecks(),
  new ServerlessChecks(),
];

/** A stack that is synthesized into a folder. The report is read, and not printed. */
export function stackOf(options: SynthOptions, outdir: string): Stack {
  const context = { [FAIL_SYNTH_ON_VALIDATION_ERRORS_CONTEXT]: false, [PATH_METADATA_ENABLE_CONTEXT]: true };
  const stack = synthStack({ ...options, outdir, context });
  acknowledgeFindings(stack);
  return stack;
}

/** Synthesizes a stack with every validator of the CDK. */
export function validate(stack: Stack): Validated {
  const app = stack.node.root;
  if (!App.isApp(app)) throw new TypeError(`${stack.node.path} is not in an app. Create it in an App.`);
  Validations.of(app).addPlugins(...validators);
  const assembly = app.synth();
  const artifact = assembly.getStackArtifact(stack.artifactId);
  return {
    file: artifact.templateFullPath,
    template: artifact.template,
    findings: findingsIn(JSON.parse(readFileSync(join(assembly.directory, VALIDATION_REPORT_FILE), 'utf8'))),
  };
}

/** The used part of the CDK's report. */
interface Report {
  readonly pluginReports: readonly {
    readonly pluginName: string;
    readonly violations: readonly {
      readonly ruleName: string;
      readonly description: string;
      readonly violatingConstructs: readonly { readonly constructPath?: string }[];
    }[];
  }[];
}

function findingsIn({ pluginReports }: Report): Finding[] {
  return pluginReports.flatMap(({ pluginName, violations }) =>
    violations.flatMap(({ ruleName, description, violatingConstructs }) =>
      violatingConstructs.map(({ constructPath = 'the template' }) => ({
        tool: pluginName,
        rule: ruleName,
        at: constructPath,
        message: description,
      })),
    ),
  );
}
