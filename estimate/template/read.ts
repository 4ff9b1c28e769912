import { readFileSync } from 'node:fs';
import { UserError } from '../../cli/user-error';
import { chooseDeployment } from '../../lib/settings/deployment';
import { optionsIn } from '../../lib/settings/options';
import { synthTemplate } from '../../lib/testing/synth';
import { Template } from './template';

/** @throws UserError when the file is missing or is no template as JSON */
export function readTemplate(file: string): Template {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UserError(
      `Cannot read ${file} as JSON: ${(error as Error).message}. Pass a template such as cdk.out/STACK.template.json.`,
    );
  }
  return new Template(json, file);
}

/** Templates that have been synthesized, as JSON. The generated tables read the same stage several times. */
const synthesized = new Map<string, string>();

/**
 * Synthesizes the template of a stage, without bundling and validation, which do not change what it costs.
 * @param context options of the stage, as `npm run deploy` takes them
 * @throws UserError for an invalid option
 */
export function synthesize(context: Readonly<Record<string, string>> = {}): Template {
  const key = JSON.stringify(context);
  const json = synthesized.get(key) ?? JSON.stringify(synthTemplate(chooseDeployment(optionsIn(context, new Set()))).toJSON());
  synthesized.set(key, json);
  return new Template(JSON.parse(json));
}
