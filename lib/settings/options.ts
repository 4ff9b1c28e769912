import { UserError } from '../../cli/user-error';
import { stackPrefix } from '../../lambda/names';
import { didYouMean } from './requirements';

/** What `-c NAME=VALUE` can set on the command line, with an example of each. `deployment.ts` says what they do. */
const examples = {
  stage: 'production',
  name: `${stackPrefix}-ada`,
  allowedOrigins: 'https://app.example.com',
  warm: 'get-image:2-10', // part: warm
  canary: 'Canary10Percent5Minutes', // part: canary
  alarmEmail: 'you@example.com', // part: monitoring
  mfa: 'required',
  web: 'off', // part: web
} as const;

export type OptionName = keyof typeof examples;

export const optionNames = Object.keys(examples) as OptionName[];

const isOption = (name: string): name is OptionName => Object.hasOwn(examples, name);

/** Context of the CDK: feature flags, its own settings, and what it has looked up, such as `availability-zones:account=…`. */
const ofTheCdk = /^(aws|aws-cdk|cdk)[-:]|^@[\w-]+\/|^[\w-]+:[\w-]+=/;

/**
 * The options among all context that the CDK hands to the app.
 * @param fromFiles names that stand in cdk.json and the like, where other tools keep context of theirs
 * @throws UserError on a name that nothing reads, or a value that is empty or not a string
 */
export function optionsIn(
  context: Readonly<Record<string, unknown>>,
  fromFiles: ReadonlySet<string>,
): Partial<Record<OptionName, string>> {
  const given = Object.entries(context).filter(([name]) => isOption(name) || !(ofTheCdk.test(name) || fromFiles.has(name)));
  for (const [name, value] of given) checkOption(name, value);
  return Object.fromEntries(given);
}

function checkOption(name: string, value: unknown): void {
  if (!isOption(name)) {
    throw new UserError(
      `Unknown option "${name}".${didYouMean(name, optionNames)} The options are ${optionNames.join(', ')}: -c stage=production. ` +
        'Context that other tools read belongs in cdk.json.',
    );
  }
  const example = `Write -c ${name}=${examples[name]}, or leave it out.`;
  if (typeof value !== 'string')
    throw new UserError(`The option ${name} is ${JSON.stringify(value)}, which is not a string. ${example}`);
  if (value.trim() === '') throw new UserError(`The option ${name} has no value. ${example}`);
}

/**
 * Rejects what the CDK's command line ignores, with a warning or without, and what would then deploy or destroy another stack.
 * @param args what follows `npm run deploy --`
 * @param npm what npm took for itself: the environment variable `npm_config_call`
 * @throws UserError
 */
export function checkArguments(args: readonly string[], npm?: string): void {
  if (npm !== undefined && /^[\w-]+=\S*$/.test(npm)) {
    throw new UserError(`npm has taken -c ${npm} for itself. Write -- before the options, as in: npm run deploy -- -c ${npm}.`);
  }
  const seen = new Set<string>();
  for (const assignment of assignmentsIn(args)) {
    const [name = '', value] = assignment.split(/=(.*)/s);
    if (value === undefined) {
      const example = isOption(name) ? `${name}=${examples[name]}` : 'stage=production';
      throw new UserError(`-c ${assignment} sets nothing. Write a name and a value: -c ${example}.`);
    }
    if (seen.has(name)) throw new UserError(`-c ${name}= is given twice. Leave one of them out.`);
    seen.add(name);
    if (isOption(name)) checkOption(name, value);
  }
  const dashed = args
    .map((arg) => arg.replace(/^--|=.*$/gs, ''))
    .find((name, index) => args[index]?.startsWith('--') && isOption(name));
  if (dashed)
    throw new UserError(
      `The CDK does not know --${dashed} and would ignore it. Write -c ${dashed}=${examples[dashed as OptionName]}.`,
    );
}

/**
 * What each `-c` or `--context` sets: `-c a=b` or `-c=a=b`.
 * @throws UserError on `-ca=b`, of which the CDK makes an option for each letter
 */
function assignmentsIn(args: readonly string[]): string[] {
  return args.flatMap((arg, index) => {
    const [, glued] = /^-c([^=].*)$/s.exec(arg) ?? [];
    if (glued !== undefined) throw new UserError(`The CDK does not understand ${arg}. Write a space: -c ${glued}.`);
    const [, joined] = /^(?:-c|--context)=(.*)$/s.exec(arg) ?? [];
    if (joined !== undefined) return [joined];
    const [next] = args.slice(index + 1);
    return /^(-c|--context)$/.test(arg) && next !== undefined ? [next] : [];
  });
}
