import { UserError } from '../../cli/user-error';
import { stackPrefix } from '../../lambda/names';
import { parseCanary } from './canary';
import type { OptionName } from './options';
import { requireOneOf } from './requirements';
import { type Mfa, mfaSettings, type StageSettings } from './stage-settings';
import { type StageName, stages } from './stages';
import { parseWarm } from './warm';

/** What `-c` can say on the command line. */
export interface CommandLine extends Readonly<Partial<Record<OptionName, string>>> {
  /** @default sandbox */
  readonly stage?: string;
  /** Name of the stack: one's own copy beside others in one account. @default `stackPrefix`-<stage> */
  readonly name?: string;
  /** Comma-separated origins, in place of the stage's. @default - the stage's */
  readonly allowedOrigins?: string;
  /** `get-image:2-10`, comma-separated for several; replaces what the stage says of these endpoints. @default - the stage's */
  readonly warm?: string; // part: warm
  /** Where alarms are told, in place of the stage's. @default - the stage's */
  readonly alarmEmail?: string; // part: monitoring
  /** `off`, or how calls move to new versions. @default - the stage's */
  readonly canary?: string; // part: canary
  /** `off`, or `required`. @default - the stage's */
  readonly mfa?: string;
  /** `off`, for a deployment without the page. @default - the stage's */
  readonly web?: string; // part: web
}

/** A stack to be: which name, which stage, which settings. */
export interface Deployment {
  readonly name: string;
  readonly stage: StageName;
  readonly settings: StageSettings;
}

/** The one place where the command line meets the stage's settings. @throws UserError */
export function chooseDeployment({ stage = 'sandbox', name, ...options }: CommandLine): Deployment {
  if (!isStage(stage)) {
    const known = Object.keys(stages).join(', ');
    throw new UserError(
      `There is no stage "${stage}". Choose one of ${known} (-c stage=sandbox), or add it to lib/settings/stages.ts.`,
    );
  }
  const settings: StageSettings = stages[stage];
  const { allowedOrigins, mfa } = options;
  return {
    name: checkedName(name ?? `${stackPrefix}-${stage}`),
    stage,
    settings: {
      ...settings,
      ...(allowedOrigins !== undefined && { allowedOrigins: allowedOrigins.split(',') }),
      ...(options.warm !== undefined && { warm: { ...settings.warm, ...parseWarm(options.warm) } }), // part: warm
      ...(options.alarmEmail !== undefined && { alarmEmail: options.alarmEmail }), // part: monitoring
      ...(options.canary !== undefined && { canary: parseCanary(options.canary, settings.canary) }), // part: canary
      ...(mfa !== undefined && { mfa: parseMfa(mfa) }),
      ...(options.web !== undefined && { web: parseWeb(options.web) }), // part: web
    },
  };
}

function isStage(name: string): name is StageName {
  return Object.hasOwn(stages, name);
}

function parseMfa(text: string): Mfa {
  requireOneOf<string>('mfa', text, mfaSettings);
  return text as Mfa;
}

// part: web
/** Everything else that can be said of the page stands in the stage. */
function parseWeb(text: string): false {
  if (text === 'off') return false;
  throw new UserError(
    `web is "${text}". Write -c web=off for a deployment without the page; its domain is a setting of the stage.`,
  );
}

// What CloudFormation takes, and short enough for what derives from it.
function checkedName(name: string): string {
  if (/^[A-Za-z][A-Za-z0-9-]{0,39}$/.test(name) && !name.endsWith('-')) return name;
  throw new UserError(
    `The name "${name}" cannot be a stack's. Use 1 to 40 letters, digits and hyphens, a letter first and no hyphen last: -c name=${stackPrefix}-ada.`,
  );
}
