import { UserError } from '../../cli/user-error';
import { type EndpointName, endpoints } from '../../lambda/api/endpoints';
import { type NamesOf, requireKnownNames, requireOneOf } from './requirements';

/**
 * How traffic shifts to a new version, and in how many minutes: 10 percent first and the rest after an interval, or 10 percent
 * more after each interval.
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html#deployment-configuration-lambda
 */
export const shiftMinutes = {
  Canary10Percent5Minutes: 5,
  Canary10Percent10Minutes: 10,
  Canary10Percent15Minutes: 15,
  Canary10Percent30Minutes: 30,
  Linear10PercentEvery1Minute: 10,
  Linear10PercentEvery2Minutes: 20,
  Linear10PercentEvery3Minutes: 30,
} as const;

export type Shift = keyof typeof shiftMinutes;

export const shifts = Object.keys(shiftMinutes) as Shift[];

/** A shift that takes longer than the hour for which the credentials and the job of a deployment from GitHub are valid. */
const tooSlow = 'Linear10PercentEvery10Minutes';

function checkShift(setting: string, shift: string): asserts shift is Shift {
  if (shift === tooSlow) {
    throw new UserError(
      `${setting} is "${tooSlow}", which takes 100 minutes. A deployment from GitHub has an hour, and would be canceled. ` +
        `Use one of: ${shifts.join(', ')}.`,
    );
  }
  requireOneOf<string>(setting, shift, shifts);
}

/** Releases that are rolled back when an alarm is triggered while traffic shifts to them. */
export interface CanarySettings {
  readonly shift: Shift;
  /** Endpoints that are released in this way. @default - all endpoints */
  readonly endpoints?: readonly EndpointName[];
}

const names: NamesOf<CanarySettings> = { shift: true, endpoints: true };

const endpointNames = endpoints.map(({ name }) => name);

/** Returns the endpoints with canary releases. */
export const canaryEndpoints = ({ endpoints: chosen = endpointNames }: CanarySettings): readonly EndpointName[] => chosen;

/** Parses the value of `-c canary=`: `off`, or a shift for the stage's endpoints. @throws UserError for any other value */
export function parseCanary(text: string, ofStage?: CanarySettings): CanarySettings | undefined {
  if (text === 'off') return undefined;
  if (text !== tooSlow) requireOneOf<string>('canary', text, ['off', ...shifts]);
  checkShift('canary', text);
  return { ...ofStage, shift: text };
}

/** @throws UserError for settings that AWS would reject at deployment, or that no alarm would roll back */
export function checkCanary(canary: CanarySettings, settings: { readonly alarms?: boolean; readonly warm?: object }): void {
  requireKnownNames('canary', canary, names);
  checkShift('canary.shift', canary.shift);
  const chosen = canaryEndpoints(canary);
  for (const name of chosen) requireOneOf('canary.endpoints', name, endpointNames);
  const twice = chosen.find((name, index) => chosen.indexOf(name) !== index);
  if (twice) throw new UserError(`canary.endpoints contains ${twice} twice. Remove one of them.`);
  if (chosen.length === 0) throw new UserError('canary.endpoints is empty. Add an endpoint, or remove the setting canary.');
  if (!settings.alarms)
    throw new UserError('canary requires alarms: without them, no alarm can roll back a release. Set alarms to true.');
  rejectWarm(chosen, settings.warm); // part: warm
}

// part: warm
/** @throws UserError for an endpoint that is in both settings */
function rejectWarm(chosen: readonly EndpointName[], warm: object = {}): void {
  const both = chosen.filter((name) => name in warm);
  if (both.length === 0) return;
  // https://github.com/aws/serverless-application-model/issues/1296
  throw new UserError(
    `${both.join(', ')} cannot be both in warm and in canary: while traffic shifts, the alias has two weighted versions, and AWS ` +
      `rejects provisioned concurrency for it. Remove ${both.length === 1 ? 'it' : 'them'} from warm, or list the other endpoints in canary.endpoints.`,
  );
}
