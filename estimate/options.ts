import { parseOptions, readArguments, suggestion } from '../cli/options';
import { type ProfileName, profiles, ranges, type Traffic } from './traffic/traffic';

export interface EstimateOptions {
  readonly traffic: Traffic;
  /** The name of the profile, with `+` after it when figures replace its own. */
  readonly profile: string;
  readonly region: string;
  /** A synthesized template. @default - this project's, with `context` */
  readonly template?: string;
  /** Options of the stage: `-c NAME=VALUE`. */
  readonly context: Readonly<Record<string, string>>;
  readonly json: boolean;
  /** Print the price list instead. */
  readonly prices: boolean;
}

const usage = `npm run estimate -- [--profile NAME] [FIGURES] [--template FILE | -c OPTION=VALUE …] [--region REGION] [--json]

  --profile NAME         traffic: ${Object.keys(profiles).join(', ')} (default: startup)
  --template FILE        a synthesized CloudFormation template as JSON (default: this project's, which is synthesized)
  -c OPTION=VALUE        an option of the stage, as of npm run deploy: -c stage=production
  --region REGION        the region of the prices (default: us-east-1)
  --json                 print everything as JSON
  --prices               print the prices and their age

Figures, which replace those of the profile:
  --requests-per-day N   requests that read: half of them lists, half of them single images. Each upload adds its own
  --images-per-day N     uploads
  --megapixels N         mean size of an original, in millions of pixels
  --bytes N              mean size of an original's file
  --kept-share N         share of the images that are not deleted, 0 to 1
  --kept-days N          days for which images have been kept when the month begins
  --users N              users who sign in within a month`;

/** The option of each figure. */
const figures = {
  'requests-per-day': 'requestsPerDay',
  'images-per-day': 'imagesPerDay',
  megapixels: 'megapixels',
  bytes: 'bytes',
  'kept-share': 'keptShare',
  'kept-days': 'keptDays',
  users: 'users',
} as const satisfies Record<string, keyof Traffic>;

const text = { type: 'string' } as const;

/** @throws UsageError */
export function estimateOptions(args: readonly string[]): EstimateOptions {
  return readArguments(args, usage, (given) => {
    const { values } = parseOptions(given, {
      options: {
        profile: text,
        template: text,
        region: text,
        context: { type: 'string', short: 'c', multiple: true },
        json: { type: 'boolean' },
        prices: { type: 'boolean' },
        'requests-per-day': text,
        'images-per-day': text,
        megapixels: text,
        bytes: text,
        'kept-share': text,
        'kept-days': text,
        users: text,
      },
    });
    const { profile = 'startup', region = 'us-east-1', template, context = [], json = false, prices = false } = values;
    if (!isProfile(profile)) throw new Error(`Unknown profile "${profile}".${suggestion(profile, Object.keys(profiles))}`);
    if (template !== undefined && context.length > 0)
      throw new Error('-c is for the template of this project. Remove --template or -c.');
    const replaced = Object.entries(figures).flatMap(([option, name]) => {
      const value = values[option as keyof typeof figures];
      return value === undefined ? [] : [[name, figureOf(option, name, value)] as const];
    });
    return {
      traffic: { ...profiles[profile], ...Object.fromEntries(replaced) },
      profile: replaced.length > 0 ? `${profile}+` : profile,
      region,
      template,
      context: contextOf(context),
      json,
      prices,
    };
  });
}

const isProfile = (name: string): name is ProfileName => Object.hasOwn(profiles, name);

function figureOf(option: string, name: keyof Traffic, value: string): number {
  const { from, to, whole } = ranges[name];
  const number = value.trim() === '' ? Number.NaN : Number(value);
  if (number >= from && number <= to && (!whole || Number.isInteger(number))) return number;
  throw new Error(`Invalid value "${value}" for --${option}. Use a ${whole ? 'whole ' : ''}number from ${from} to ${to}.`);
}

function contextOf(assignments: readonly string[]): Record<string, string> {
  const context: Record<string, string> = {};
  for (const assignment of assignments) {
    const [name = '', value] = assignment.split(/=(.*)/s);
    if (value === undefined) throw new Error(`-c ${assignment} sets nothing. Use a name and a value: -c stage=production.`);
    if (Object.hasOwn(context, name)) throw new Error(`-c ${name}= is given twice. Remove one of them.`);
    context[name] = value;
  }
  return context;
}
