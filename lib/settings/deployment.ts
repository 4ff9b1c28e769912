import { UserError } from '../../cli/user-error';
import { stackPrefix } from '../../lambda/names';
import { parseCanary } from './canary';
import type { OptionName } from './options';
import { requireOneOf } from './requirements';
import { parseResizer } from './resizer';
import { type Mfa, mfaSettings, type StageSettings } from './stage-settings';
import { type StageName, stages } from './stages';
import { parseWarm } from './warm';

/** Options of the command line (`-c NAME=VALUE`). */
export interface CommandLine extends Readonly<Partial<Record<OptionName, string>>> {
  /** @default sandbox */
  readonly stage?: string;
  /** Name of the stack, for several deployments in one account. @default `stackPrefix`-<stage> */
  readonly name?: string;
  /** Comma-separated origins that replace the stage's. @default - the stage's */
  readonly allowedOrigins?: string;
  /** Such as `500:1000`: requests per second and burst. @default - the stage's */
  readonly throttling?: string;
  /**
   * Such as `get-image:2-10`, comma-separated for several endpoints. Replaces the stage's values for these endpoints. @default
   * - the stage's
   */
  readonly warm?: string; // part: warm
  /** E-mail address for alarms. @default - the stage's */
  readonly alarmEmail?: string; // part: monitoring
  /** `off`, or how traffic shifts to new versions. @default - the stage's */
  readonly canary?: string; // part: canary
  /** `lambda`, or the image of a resizer on Fargate. @default - the stage's */
  readonly resizer?: string; // part: containers
  /** `off` or `required`. @default - the stage's */
  readonly mfa?: string;
  /** `off` deploys without the page. @default - the stage's */
  readonly web?: string; // part: web
  /** Profile of the traffic for which `npm run deploy` prints the costs of a month. @default startup */
  readonly traffic?: string; // part: estimate
}

/** A stack to deploy: its name, stage and settings. */
export interface Deployment {
  readonly name: string;
  readonly stage: StageName;
  readonly settings: StageSettings;
}

/** Combines the command line's options with the stage's settings. No other code does. @throws UserError */
export function chooseDeployment({ stage = 'sandbox', name, ...options }: CommandLine): Deployment {
  if (!isStage(stage)) {
    const known = Object.keys(stages).join(', ');
    throw new UserError(`Unknown stage "${stage}". Use one of: ${known} (-c stage=sandbox), or add it to lib/settings/stages.ts.`);
  }
  const settings: StageSettings = stages[stage];
  const { allowedOrigins, throttling, mfa } = options;
  return {
    name: checkedName(name ?? `${stackPrefix}-${stage}`),
    stage,
    settings: {
      ...settings,
      ...(allowedOrigins !== undefined && { allowedOrigins: allowedOrigins.split(',') }),
      ...(throttling !== undefined && { throttling: parseThrottling(throttling) }),
      ...(options.warm !== undefined && { warm: { ...settings.warm, ...parseWarm(options.warm) } }), // part: warm
      ...(options.alarmEmail !== undefined && { alarmEmail: options.alarmEmail }), // part: monitoring
      ...(options.canary !== undefined && { canary: parseCanary(options.canary, settings.canary) }), // part: canary
      ...(options.resizer !== undefined && { resizer: parseResizer(options.resizer, settings.resizer) }), // part: containers
      ...(mfa !== undefined && { mfa: parseMfa(mfa) }),
      ...(options.web !== undefined && { web: parseWeb(options.web) }), // part: web
    },
  };
}

function isStage(name: string): name is StageName {
  return Object.hasOwn(stages, name);
}

/** `checkedSettings` rejects figures that are too small or too large. */
function parseThrottling(text: string): StageSettings['throttling'] {
  const [, requestsPerSecond, burst] = /^(\d+):(\d+)$/.exec(text) ?? [];
  if (burst !== undefined) return { requestsPerSecond: Number(requestsPerSecond), burst: Number(burst) };
  throw new UserError(
    `Invalid value "${text}" for throttling. Use the requests per second and the burst of each route: -c throttling=500:1000.`,
  );
}

function parseMfa(text: string): Mfa {
  requireOneOf<string>('mfa', text, mfaSettings);
  return text as Mfa;
}

// part: web
/** Other settings of the page belong to the stage. */
function parseWeb(text: string): false {
  if (text === 'off') return false;
  throw new UserError(
    `Invalid value "${text}" for web. Use -c web=off to deploy without the page. Its domain is a setting of the stage.`,
  );
}

// Valid in CloudFormation, and short enough for names that are derived from it.
function checkedName(name: string): string {
  if (/^[A-Za-z][A-Za-z0-9-]{0,39}$/.test(name) && !name.endsWith('-')) return name;
  throw new UserError(
    `Invalid stack name "${name}". Use 1 to 40 letters, digits and hyphens, beginning with a letter and not ending with a hyphen: -c name=${stackPrefix}-ada.`,
  );
}
