import { parseOptions, readArguments } from '../../cli/options';
import { defaultStack } from '../../lambda/names';
import { stackOption, takeStack } from '../stack-option';

export interface DemoOptions {
  readonly files: readonly string[];
  /** Prints one JSON object per file to stdout instead of text. */
  readonly json: boolean;
  /** Folder for the sizes. @default - they are not saved */
  readonly out?: string;
  /** Whether to overwrite existing files in `out`. */
  readonly force: boolean;
  /** Name of a deployed stack. @default - the local run, or `url` */
  readonly stack?: string;
  /** URL of an API, without a trailing slash. @default - the local run, or `stack` */
  readonly url?: string;
  /** @default - a token of alice in the local run; an interactive sign-in for a deployed stack */
  readonly token?: string;
}

const usage = `npm run demo -- photo.jpg [more.png …] [--json] [--out DIR [--force]] [--stack [NAME] | --url URL] [--token TOKEN]
  Uploads photos to the local run as alice, and shows their sizes.
  --json          prints one JSON object for each photo
  --out DIR       saves the sizes there; existing files are kept, and their photos count as failed
  --force         overwrites existing files
  --stack [NAME]  uploads to a deployed stack, ${defaultStack} unless you name another; signs you in in your browser
                  unless you pass a token. AWS_PROFILE and AWS_REGION select the account and region
  --url URL       uploads to an API at this URL, with a token
  --token TOKEN   uploads as the owner of this token
  Exit status: 0 when every photo is READY and saved, 1 when one is not or the API cannot be reached, 2 when the
  arguments are invalid.`;

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
    if (positionals.length === 0) throw new Error('No photo given. Name at least one: npm run demo -- photo.jpg.');
    if (out === '') throw new Error('--out requires the name of a folder: --out DIR.');
    if (force && out === undefined)
      throw new Error('--force requires --out: it overwrites the files that --out saves. Add --out DIR.');
    if (stack !== undefined && url !== undefined) throw new Error('--stack and --url exclude each other. Use one of them.');
    if (url !== undefined && token === undefined) throw new Error('--url requires a token: --token TOKEN.');
    if (token !== undefined) checkToken(token);
    return { files: positionals, json, out, force, stack, url: url === undefined ? undefined : checkedUrl(url), token };
  });
}

/** Characters that are valid in a header. A command substitution that failed results in an empty token. */
export function checkToken(token: string): void {
  if (token === '') throw new Error('--token is empty. Check the command that prints the token.');
  if (!/^[\w.~+/-]+=*$/.test(token)) throw new Error('--token must be a single token without spaces or line breaks.');
}

export function checkedUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const plain = url && /^https?:$/.test(url.protocol) && !url.username && !url.password && !url.search && !url.hash;
  if (plain) return url.href.replace(/\/+$/, '');
  throw new Error(
    `Invalid --url ${JSON.stringify(text)}. Use a complete URL such as http://localhost:3000 or https://example.com/api.`,
  );
}
