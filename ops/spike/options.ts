import { parseOptions, readArguments } from '../../cli/options';
import { defaultStack } from '../../lambda/names';
import { checkedUrl, checkToken } from '../demo/options';
import { stackOption, takeStack } from '../stack-option';

export interface SpikeOptions {
  /** How many requests are sent at the same moment. */
  readonly atOnce: number;
  /** A photo that each request uploads. @default - the requests list images */
  readonly photo?: string;
  /** Name of a deployed stack. @default - the local run, or `url` */
  readonly stack?: string;
  /** URL of an API, without a trailing slash. @default - the local run, or `stack` */
  readonly url?: string;
  /** @default - a token of alice in the local run; an interactive sign-in for a deployed stack */
  readonly token?: string;
  /** Send without asking. */
  readonly yes: boolean;
  /** Lambda's concurrency limit of the account, for the simulation. @default - Lambda's default quota */
  readonly accountConcurrency?: number;
  readonly json: boolean;
}

/** More than this at once would meet the limits of this computer first. */
const most = 2_000;

const usage = `npm run spike -- [--at-once N] [--photo FILE] [--stack [NAME] | --url URL] [--token TOKEN] [--yes] [--json]
  Sends requests to your own stage at the same moment, and shows the answers beside those that the estimate simulates.
  --at-once N     requests, from 1 to ${most} (default: 500)
  --photo FILE    each request uploads this photo; waits until all are READY, and deletes the images. Without it, each
                  request lists images
  --stack [NAME]  sends to a deployed stack, ${defaultStack} unless you name another, and reads the cold starts from its logs;
                  signs you in in your browser unless you pass a token. AWS_PROFILE and AWS_REGION select the account
                  and region
  --url URL       sends to an API at this URL, with a token
  --token TOKEN   sends as the owner of this token
  --account-concurrency N  Lambda's concurrency limit of the account, for the simulation
  --yes           does not ask first
  --json          prints one JSON object
  Without --stack and --url, it sends to the local run. Send to a stage only if it is yours: the requests cost money, and
  its users get 429 or 503 meanwhile.`;

/** @throws UsageError */
export function spikeOptions(args: readonly string[]): SpikeOptions {
  return readArguments(args, usage, (given) => {
    const { stack, rest } = takeStack(given);
    const { values } = parseOptions(rest, {
      options: {
        'at-once': { type: 'string', default: '500' },
        photo: { type: 'string' },
        url: { type: 'string' },
        token: { type: 'string' },
        'account-concurrency': { type: 'string' },
        yes: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        ...stackOption,
      },
    });
    const { photo, url, token, yes, json, 'account-concurrency': concurrency } = values;
    if (stack !== undefined && url !== undefined) throw new Error('--stack and --url exclude each other. Use one of them.');
    if (url !== undefined && token === undefined) throw new Error('--url requires a token: --token TOKEN.');
    if (token !== undefined) checkToken(token);
    return {
      atOnce: wholeNumber('at-once', values['at-once'], most),
      photo,
      stack,
      url: url === undefined ? undefined : checkedUrl(url),
      token,
      yes,
      accountConcurrency: concurrency === undefined ? undefined : wholeNumber('account-concurrency', concurrency, 1_000_000),
      json,
    };
  });
}

function wholeNumber(option: string, text: string, to: number): number {
  const number = /^\d+$/.test(text) ? Number(text) : 0;
  if (number >= 1 && number <= to) return number;
  throw new Error(`Invalid value "${text}" for --${option}. Use a whole number from 1 to ${to}.`);
}
