import { parseOptions, readArguments, suggestion } from '../cli/options';
import { usualUtilization, utilizationRange } from './containers/sizing';
import { defaultRegion } from './environment';
import { regions } from './prices/regions';
import { defaultAccountConcurrency, defaultSeed } from './simulation/users-feel';
import { atOnceRange, type Shape, type ShapeName, shapeNames, shapes, usualShape } from './traffic/shape';
import { isProfile, profiles, ranges, type Traffic, type TrafficFigure } from './traffic/traffic';

export interface EstimateOptions {
  readonly traffic: Traffic;
  /** The name of the profile, with `+` after it when figures replace its own. */
  readonly profile: string;
  readonly region: string;
  /** A synthesized template. @default - this project's, with `context` */
  readonly template?: string;
  /** A deployed stack, whose template and logs are read. @default - none */
  readonly stack?: string;
  /** Days of its logs. */
  readonly days: number;
  /** Options of the stage: `-c NAME=VALUE`. */
  readonly context: Readonly<Record<string, string>>;
  readonly json: boolean;
  /** The file of a page with everything. @default - none */
  readonly html?: string;
  /** Whether to overwrite it. */
  readonly force: boolean;
  /** Share of the containers' vCPUs that is in use in the busiest hour. */
  readonly utilization: number;
  /** Print the price list instead. */
  readonly prices: boolean;
  /** Lambda's concurrency limit of the account, which no template has. */
  readonly accountConcurrency: number;
  /** Of the simulation. */
  readonly seed: number;
}

/** Days of logs. */
const usualDays = 7;

const usage = `npm run estimate -- [--profile NAME] [FIGURES] [--template FILE | --stack NAME | -c OPTION=VALUE …] [--region REGION] [--json]
                           [--html FILE]

  --profile NAME         traffic: ${Object.keys(profiles).join(', ')} (default: startup)
  --template FILE        a synthesized CloudFormation template as JSON (default: this project's, which is synthesized)
  --stack NAME           a deployed stack: its template, and durations from its logs, by a query of CloudWatch Logs Insights
  --days N               days of its logs, 1 to 365 (default: ${usualDays})
  -c OPTION=VALUE        an option of the stage, as of npm run deploy: -c stage=production
  --region REGION        the region of the prices: ${regions.map(({ region }) => region).join(', ')}
                         (default: AWS_REGION, or us-east-1)
  --utilization N        share of the vCPUs of containers that is in use in the busiest hour, 0.05 to 1 (default: ${usualUtilization})
  --json                 print everything as JSON
  --html FILE            also write a page with everything and with charts, which needs no network
  --force                overwrite that file
  --prices               print the prices and their age

Figures, which replace those of the profile:
  --requests-per-day N   requests that read lists and single images. Each upload adds its own
  --list-share N         share of them that are lists, 0 to 1
  --images-per-day N     uploads
  --megapixels N         mean size of an original, in millions of pixels
  --bytes N              mean size of an original's file
  --kept-share N         share of the images that are not deleted, 0 to 1
  --kept-days N          days for which images have been kept when the month begins
  --users N              users who sign in within a month
  --shape NAME           how they are spread over a day:
${shapeNames.map((name) => `                           ${name}: ${shapes[name].summary}`).join('\n')}
  --peak-factor N        the rate of the busiest hour, divided by the mean rate of the day
  --at-once N            requests at the same moment, once a day: for the shape spike, which it implies

The simulation of what users feel:
  --account-concurrency N  Lambda's concurrency limit of the account (default: ${defaultAccountConcurrency}; a new account has 10)
  --seed N               another sequence of random arrivals and durations (default: ${defaultSeed})`;

/** The option of each figure. */
const figures = {
  'requests-per-day': 'requestsPerDay',
  'images-per-day': 'imagesPerDay',
  megapixels: 'megapixels',
  bytes: 'bytes',
  'kept-share': 'keptShare',
  'kept-days': 'keptDays',
  users: 'users',
  'list-share': 'listShare',
} as const satisfies Record<string, TrafficFigure>;

const text = { type: 'string' } as const;

/**
 * @param ownRegion the region without `--region`
 * @throws UsageError
 */
export function estimateOptions(args: readonly string[], ownRegion = defaultRegion()): EstimateOptions {
  return readArguments(args, usage, (given) => {
    const { values } = parseOptions(given, {
      options: {
        profile: text,
        template: text,
        stack: text,
        days: text,
        region: text,
        context: { type: 'string', short: 'c', multiple: true },
        utilization: text,
        json: { type: 'boolean' },
        html: text,
        force: { type: 'boolean' },
        prices: { type: 'boolean' },
        'requests-per-day': text,
        'images-per-day': text,
        megapixels: text,
        bytes: text,
        'kept-share': text,
        'kept-days': text,
        users: text,
        'list-share': text,
        shape: text,
        'peak-factor': text,
        'at-once': text,
        'account-concurrency': text,
        seed: text,
      },
    });
    const { profile = 'startup', region = ownRegion, template, stack, context = [], html, force = false } = values;
    const { json = false, prices = false } = values;
    if (!isProfile(profile)) throw new Error(`Unknown profile "${profile}".${suggestion(profile, Object.keys(profiles))}`);
    if (template !== undefined && context.length > 0)
      throw new Error('-c is for the template of this project. Remove --template or -c.');
    if (stack !== undefined && (template !== undefined || context.length > 0))
      throw new Error('--stack reads the template of the stack. Remove --stack, or --template and -c.');
    if (stack === undefined && values.days !== undefined) throw new Error('--days is for the logs of a stack. Add --stack NAME.');
    if (html === '') throw new Error('--html requires the name of a file: --html FILE.');
    if (force && html === undefined) throw new Error('--force requires --html: it overwrites that file. Add --html FILE.');
    const replaced = Object.entries(figures).flatMap(([option, name]) => {
      const value = values[option as keyof typeof figures];
      return value === undefined ? [] : [[name, figureOf(option, name, value)] as const];
    });
    const shape = shapeOf(profiles[profile].shape, values.shape, values['peak-factor'], values['at-once']);
    const isReplaced = replaced.length > 0 || shape !== profiles[profile].shape;
    return {
      traffic: { ...profiles[profile], ...Object.fromEntries(replaced), shape },
      profile: isReplaced ? `${profile}+` : profile,
      region,
      template,
      stack,
      days: numberIn('days', values.days ?? String(usualDays), { from: 1, to: 365, whole: true }),
      context: contextOf(context),
      json,
      html,
      force,
      utilization:
        values.utilization === undefined ? usualUtilization : numberIn('utilization', values.utilization, utilizationRange),
      prices,
      accountConcurrency: numberIn('account-concurrency', values['account-concurrency'] ?? String(defaultAccountConcurrency), {
        from: 1,
        to: 1_000_000,
        whole: true,
      }),
      seed: numberIn('seed', values.seed ?? String(defaultSeed), { from: 0, to: 2 ** 31 - 1, whole: true }),
    };
  });
}

type Range = (typeof ranges)[TrafficFigure];

/** The shape of a profile, with what the options replace. */
function shapeOf(own: Shape, name?: string, peakFactor?: string, atOnce?: string): Shape {
  const chosen = name ?? (atOnce === undefined ? own.name : 'spike');
  if (!isShape(chosen)) throw new Error(`Unknown shape "${chosen}".${suggestion(chosen, shapeNames)}`);
  if (atOnce !== undefined && chosen !== 'spike') throw new Error('--at-once is for --shape spike. Remove one of them.');
  const base = chosen === own.name ? own : usualShape(chosen);
  if (peakFactor === undefined && atOnce === undefined) return base;
  const peaks = { from: 1, to: shapes[chosen].largest, whole: false };
  return {
    ...base,
    ...(peakFactor !== undefined && { peakFactor: numberIn('peak-factor', peakFactor, peaks) }),
    ...(atOnce !== undefined && { atOnce: numberIn('at-once', atOnce, { ...atOnceRange, whole: true }) }),
  };
}

const isShape = (name: string): name is ShapeName => Object.hasOwn(shapes, name);

function figureOf(option: string, name: TrafficFigure, value: string): number {
  return numberIn(option, value, ranges[name]);
}

function numberIn(option: string, value: string, { from, to, whole }: Range): number {
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
