import { parseArgs } from 'node:util';
import { StartError } from '../../local/start-error';
import { takeStack } from '../stack-option';

export interface DemoOptions {
  readonly files: readonly string[];
  /** One JSON object a file on the output stream, in place of words. */
  readonly json: boolean;
  /** Folder that the sizes are saved to. @default - they are not saved */
  readonly out?: string;
  /** Name of a deployed stack. @default - the local run, or `url` */
  readonly stack?: string;
  /** Where an API stands. @default - the local run, or `stack` */
  readonly url?: string;
  /** @default - somebody signs in where it is a deployed stack; none elsewhere */
  readonly token?: string;
}

const usage = `npm run demo -- photo.jpg [more.png …] [--json] [--out DIR] [--stack [NAME] | --url URL] [--token TOKEN]
  Uploads photos to the local run and shows their sizes.
  --stack [NAME]  to a deployed stack instead, ImageApi-sandbox unless you name another; you sign in in your browser,
                  or give a token. AWS_PROFILE and AWS_REGION say whose and where`;

/** @throws StartError that shows the usage */
export function demoOptions(args: readonly string[]): DemoOptions {
  try {
    const { stack, rest } = takeStack(args);
    const { values, positionals } = parseArgs({
      args: [...rest],
      allowPositionals: true,
      options: { json: { type: 'boolean' }, out: { type: 'string' }, url: { type: 'string' }, token: { type: 'string' } },
    });
    if (positionals.length === 0) throw new Error('Name at least one photo.');
    if (stack !== undefined && values.url !== undefined) throw new Error('Give --stack or --url, not both.');
    return { ...values, stack, files: positionals, json: values.json ?? false, url: values.url?.replace(/\/+$/, '') };
  } catch (error) {
    throw new StartError(`${(error as Error).message}\nUsage: ${usage}`);
  }
}
