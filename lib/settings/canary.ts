import { UserError } from '../../cli/user-error';
import { type EndpointName, endpoints } from '../../lambda/api/endpoints';
import { type NamesOf, requireKnownNames, requireOneOf } from './requirements';

/**
 * How calls move to a new version, and how many minutes it takes: a tenth first and the rest after so many minutes, or a tenth more
 * every so many minutes.
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

/** A shift of CodeDeploy that ends after the hour for which a deployment from GitHub has its role, and its job. */
const tooSlow = 'Linear10PercentEvery10Minutes';

function checkShift(setting: string, shift: string): asserts shift is Shift {
  if (shift === tooSlow) {
    throw new UserError(
      `${setting} is ${tooSlow}, which takes 100 minutes. A deployment from GitHub has an hour (.github/workflows/deploy.yml) and would be ` +
        `cut off half-way. Set it to one of ${shifts.join(', ')}.`,
    );
  }
  requireOneOf<string>(setting, shift, shifts);
}

/** Releases that go back by themselves when an alarm goes off while calls move to them. */
export interface CanarySettings {
  readonly shift: Shift;
  /** Whose new versions are released so. @default - all endpoints */
  readonly endpoints?: readonly EndpointName[];
}

const names: NamesOf<CanarySettings> = { shift: true, endpoints: true };

const endpointNames = endpoints.map(({ name }) => name);

/** The endpoints whose new versions get a share of the calls first. */
export const canaryEndpoints = ({ endpoints: chosen = endpointNames }: CanarySettings): readonly EndpointName[] => chosen;

/** Reads `off`, or a shift for the endpoints of the stage, as `-c canary=` takes it. @throws UserError when it is neither */
export function parseCanary(text: string, ofStage?: CanarySettings): CanarySettings | undefined {
  if (text === 'off') return undefined;
  if (text !== tooSlow) requireOneOf<string>('canary', text, ['off', ...shifts]);
  checkShift('canary', text);
  return { ...ofStage, shift: text };
}

/** @throws UserError on what AWS would refuse at deployment, or what no alarm would ever end */
export function checkCanary(canary: CanarySettings, { alarms, warm = {} }: { alarms?: boolean; warm?: object }): void {
  requireKnownNames('canary', canary, names);
  checkShift('canary.shift', canary.shift);
  const chosen = canaryEndpoints(canary);
  for (const name of chosen) requireOneOf('The name of an endpoint in canary.endpoints', name, endpointNames);
  const twice = chosen.find((name, index) => chosen.indexOf(name) !== index);
  if (twice) throw new UserError(`canary.endpoints names ${twice} twice. Leave one of them out.`);
  if (chosen.length === 0) throw new UserError('canary.endpoints is empty. Name an endpoint, or leave the setting canary out.');
  if (!alarms) throw new UserError('canary needs alarms, or nothing would end a bad release. Set alarms to true.');
  const both = chosen.filter((name) => name in warm);
  if (both.length === 0) return;
  // https://github.com/aws/serverless-application-model/issues/1296
  throw new UserError(
    `${both.join(', ')} cannot be both warm and in canary: while calls move, the alias has two versions with weights, and AWS ` +
      `refuses provisioned concurrency on it. Leave ${both.length === 1 ? 'it' : 'them'} out of warm, or name the others in canary.endpoints.`,
  );
}
