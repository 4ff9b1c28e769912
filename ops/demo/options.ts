import { parseOptions, readArguments } from '../../cli/options';
import { defaultStack } from '../../lambda/names';
import { stackOption, takeStack } from '../stack-option';

export interface DemoOptions {
  readonly files: readonly string[];
  /** One JSON object a file on the output stream, in place of words. */
  readonly json: boolean;
  /** Folder that the sizes are saved to. @default - they are not saved */
  readonly out?: string;
  /** Whether files that exist in `out` are overwritten. */
  readonly force: boolean;
  /** Name of a deployed stack. @default - the local run, or `url` */
  readonly stack?: string;
  /** Where an API stands, without a slash at its end. @default - the local run, or `stack` */
  readonly url?: string;
  /** @default - in the local run alice's; you sign in where it is a deployed stack */
  readonly token?: string;
}

const usage = `npm run demo -- photo.jpg [more.png …] [--json] [--out DIR [--force]] [--stack [NAME] | --url URL] [--token TOKEN]
  Uploads photos to the local run as alice, and shows their sizes.
  --json          prints one JSON object for each photo
  --out DIR       saves the sizes there; existing files are kept, and their photos count as failed
  --force         overwrites existing files
  --stack [NAME]  uploads to a deployed stack, ${defaultStack} unless you name another; you sign in in your browser,
                  or give a token. AWS_PROFILE and AWS_REGION say whose and where
  --url URL       uploads to an API at this address, with a token
  --token TOKEN   uploads as the owner of this token
  Exit status: 0 when every photo is READY and saved, 1 when one is not or nothing could be uploaded to, 2 when the arguments
  are wrong.`;

/** @throws UsageError */
export function demoOptions(args: readonly string[]): DemoOptions {
  return readArguments(args, usage, (given) => {
    const { stack, rest } = takeStack(given);
    const { values, positionals } = parseOptions(rest, {
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        out: { type: 'string' },
        force: { type: 'boolean', default: false },
        url: { type: 'string' },
        token: { type: 'string' },
        ...stackOption,
      },
    });
    const { json, out, force, url, token } = values;
    if (positionals.length === 0) throw new Error('Name at least one photo.');
    if (out === '') throw new Error('--out needs the name of a folder: --out DIR.');
    if (force && out === undefined) throw new Error('--force overwrites what --out saves: give --out DIR, too.');
    if (stack !== undefined && url !== undefined) throw new Error('Give --stack or --url, not both.');
    if (url !== undefined && token === undefined) throw new Error('--url needs a token: --token TOKEN.');
    if (token !== undefined) checkToken(token);
    return { files: positionals, json, out, force, stack, url: url === undefined ? undefined : checkedUrl(url), token };
  });
}

/** What a header can carry. An empty one is what a shell makes of a command that has failed. */
function checkToken(token: string): void {
  if (token === '') throw new Error('--token is empty: the command that was to print it has failed.');
  if (!/^[\w.~+/-]+=*$/.test(token)) throw new Error('--token must be one token, without spaces or line breaks.');
}

function checkedUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const plain = url && /^https?:$/.test(url.protocol) && !url.username && !url.password && !url.search && !url.hash;
  if (plain) return url.href.replace(/\/+$/, '');
  throw new Error(
    `--url must be a whole address such as http://localhost:3000 or https://example.com/api, not ${JSON.stringify(text)}.`,
  );
}
