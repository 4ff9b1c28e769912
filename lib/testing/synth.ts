import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { DISABLE_ASSET_STAGING_CONTEXT, DISABLE_CREATION_STACK_TRACES } from 'aws-cdk-lib/cx-api';
import { context } from '../../cdk.json';
import { stackPrefix } from '../../lambda/names';
import { AppStack } from '../app-stack';
import type { FunctionName } from '../functions';
import type { StageSettings } from '../settings/stage-settings';
import { type StageName, stages } from '../settings/stages';

export interface SynthOptions {
  /** @default sandbox */
  readonly stage?: StageName;
  /** @default `stackPrefix`-<stage> */
  readonly name?: string;
  /** Replaces the stage's settings. @default - the stage's */
  readonly settings?: Partial<StageSettings>;
  /** @default - a placeholder, so that nothing is bundled */
  readonly code?: (name: FunctionName) => Code;
  /** Context in addition to cdk.json. @default - none */
  readonly context?: Readonly<Record<string, unknown>>;
  /** Folder of the cloud assembly, for callers of `synth()`. @default - a temporary one */
  readonly outdir?: string;
}

/** Settings of a stack without a page, which would add a CORS origin and functions. */
export const withoutPage: Partial<StageSettings> = {
  web: false, // part: web
};

const placeholder = () => Code.fromInline('exports.handler = async () => ({});');
const standInPage = join(__dirname, 'page'); // part: web

/** The stack as `npx cdk synth` creates it, with the same feature flags, but quickly and without installed functions. */
export function synthStack(options: SynthOptions = {}): AppStack {
  const { stage = 'sandbox', name, settings, code = placeholder, context: more, outdir } = options;
  // `npx cdk synth` validates strictly; here it would take two thirds of the time.
  process.env.CDK_VALIDATION ??= 'false';
  const faster = {
    // Skips copying the placeholders, and the 22 MB of the CDK's own function.
    [DISABLE_ASSET_STAGING_CONTEXT]: code === placeholder,
    // Where a resource was created, which no template contains, takes a quarter of the time.
    [DISABLE_CREATION_STACK_TRACES]: true,
  };
  // Without the tree of constructs, which takes a seventh of the time and which only people read.
  const app = new App({ outdir, treeMetadata: outdir !== undefined, context: { ...context, ...faster, ...more } });
  return new AppStack(app, name ?? `${stackPrefix}-${stage}`, {
    stage,
    settings: { ...stages[stage], ...settings },
    code,
    page: standInPage, // part: web
    version: '0.0.0-test',
  });
}

/** The template of that stack. Leaves no files in the temporary folder. */
export function synthTemplate(options: SynthOptions = {}): Template {
  const stack = synthStack(options);
  const template = Template.fromStack(stack);
  if (!options.outdir) rmSync((stack.node.root as App).outdir, { recursive: true });
  return template;
}
