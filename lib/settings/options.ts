import { UserError } from '../../cli/user-error';
import { stackPrefix } from '../../lambda/names';
import { didYouMean } from './requirements';

/** Options that `-c NAME=VALUE` can set, each with an example. `deployment.ts` documents them. */
const examples = {
  stage: 'production',
  name: `${stackPrefix}-ada`,
  allowedOrigins: 'https://app.example.com',
  throttling: '500:1000',
  warm: 'get-image:2-10', // part: warm
  canary: 'Canary10Percent5Minutes', // part: canary
  resizer: 'lambda', // part: containers
  alarmEmail: 'you@example.com', // part: monitoring
  mfa: 'required',
  web: 'off', // part: web
  traffic: 'growing', // part: estimate
} as const;

export type OptionName = keyof typeof examples;

export const optionNames = Object.keys(examples) as OptionName[];

const isOption = (name: string): name is OptionName => Object.hasOwn(examples, name);

/** Context of the CDK: feature flags, its own settings, and cached lookups such as `availability-zones:account=…`. */
const ofTheCdk = /^(aws|aws-cdk|cdk)[-:]|^@[\w-]+\/|^[\w-]+:[\w-]+=/;

/**
 * Selects the options from the CDK's context.
 * @param fromFiles names in cdk.json and similar files, where other tools keep their own context
 * @throws UserError for an unknown name, and for a value that is empty or not a string
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
      `Unknown option "${name}".${didYouMean(name, optionNames)} Use one of: ${optionNames.join(', ')}. Example: -c stage=production. ` +
        'Context for other tools belongs in cdk.json.',
    );
  }
  const example = `Use -c ${name}=${examples[name]}, or omit the option.`;
  if (typeof value !== 'string')
    throw new UserError(`The option ${name} is ${JSON.stringify(value)}, which is not a string. ${example}`);
  if (value.trim() === '') throw new UserError(`The option ${name} has no value. ${example}`);
}

/**
 * Rejects arguments that the CDK would ignore, with or without a warning, and therefore deploy or destroy another stack.
 * @param args arguments after `npm run deploy --`
 * @param npm the environment variable `npm_config_call`, which npm sets for its own option `-c`
 * @throws UserError
 */
export function checkArguments(args: readonly string[], npm?: string): void {
  if (npm !== undefined && /^[\w-]+=\S*$/.test(npm)) {
    throw new UserError(`npm has consumed -c ${npm}. Write -- before the options: npm run deploy -- -c ${npm}.`);
  }
  const seen = new Set<string>();
  for (const assignment of assignmentsIn(args)) {
    const [name = '', value] = assignment.split(/=(.*)/s);
    if (value === undefined) {
      const example = isOption(name) ? `${name}=${examples[name]}` : 'stage=production';
      throw new UserError(`-c ${assignment} sets nothing. Use a name and a value: -c ${example}.`);
    }
    if (seen.has(name)) throw new UserError(`-c ${name}= is given twice. Remove one of them.`);
    seen.add(name);
    if (isOption(name)) checkOption(name, value);
  }
  const dashed = args
    .map((arg) => arg.replace(/^--|=.*$/gs, ''))
    .find((name, index) => args[index]?.startsWith('--') && isOption(name));
  if (dashed)
    throw new UserError(
      `The CDK has no option --${dashed} and would ignore it. Use -c ${dashed}=${examples[dashed as OptionName]}.`,
    );
}

/**
 * Returns the assignments of each `-c` or `--context`: `-c a=b` or `-c=a=b`.
 * @throws UserError for `-ca=b`, which the CDK reads as one option per letter
 */
function assignmentsIn(args: readonly string[]): string[] {
  return args.flatMap((arg, index) => {
    const [, glued] = /^-c([^=].*)$/s.exec(arg) ?? [];
    if (glued !== undefined) throw new UserError(`The CDK does not support ${arg}. Add a space: -c ${glued}.`);
    const [, joined] = /^(?:-c|--context)=(.*)$/s.exec(arg) ?? [];
    if (joined !== undefined) return [joined];
    const [next] = args.slice(index + 1);
    return /^(-c|--context)$/.test(arg) && next !== undefined ? [next] : [];
  });
}
