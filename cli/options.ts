import { type ParseArgsConfig, parseArgs } from 'node:util';
import { nearest } from './nearest';
import { UsageError } from './usage-error';

/**
 * Reads the arguments of a command. Whatever `read` throws is shown with the usage; so is the usage alone for `--help`.
 * @param usage the command line, and below it what its options do
 * @throws UsageError
 */
export function readArguments<Options>(
  args: readonly string[],
  usage: string,
  read: (args: readonly string[]) => Options,
): Options {
  const end = args.indexOf('--');
  const beforeEnd = end < 0 ? args : args.slice(0, end);
  if (beforeEnd.includes('--help') || beforeEnd.includes('-h')) throw new UsageError(`Usage: ${usage}`, 0);
  try {
    return read(args);
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n\nUsage: ${usage}`);
  }
}

/**
 * `parseArgs` with plain error messages that suggest the nearest option.
 * @throws Error
 */
export function parseOptions<const Config extends Pick<ParseArgsConfig, 'options' | 'allowPositionals'>>(
  args: readonly string[],
  config: Config,
): ReturnType<typeof parseArgs<Config & { args: string[]; tokens: true }>> {
  try {
    const parsed = parseArgs({ ...config, args: [...args], tokens: true } as Config & { args: string[]; tokens: true });
    refuseRepeated(parsed.tokens as readonly Token[], config.options);
    return parsed;
  } catch (error) {
    throw new Error(explain(error as NodeJS.ErrnoException, config.options));
  }
}

type Options = ParseArgsConfig['options'];

interface Token {
  readonly kind: string;
  readonly name?: string;
}

/** Of two values the parser would take the last and say nothing of the first. */
function refuseRepeated(tokens: readonly Token[], options: Options): void {
  const once = tokens.flatMap(({ name }) => (name !== undefined && !options?.[name]?.multiple ? [name] : []));
  const repeated = once.find((name, index) => once.indexOf(name) < index);
  if (repeated !== undefined) throw new Error(`--${repeated} is given twice.`);
}

function explain({ code, message }: NodeJS.ErrnoException, options: Options = {}): string {
  const [, given = ''] = /'(.*?)(?: <value>)?'/.exec(message) ?? [];
  const name = /--([\w-]+)/.exec(given)?.[1] ?? given;
  switch (code) {
    case 'ERR_PARSE_ARGS_UNKNOWN_OPTION':
      return `Unknown option ${given}.${suggestion(
        name,
        Object.keys(options).map((known) => `--${known}`),
      )}`;
    case 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE':
      return options[name]?.type === 'boolean' ? `--${name} takes no value.` : `--${name} needs a value: --${name}=VALUE.`;
    case 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL':
      return `Unexpected argument ${JSON.stringify(given)}.`;
    default:
      return message;
  }
}

/** ` Did you mean …?`, or what there is; nothing where there is nothing. */
export function suggestion(given: string, known: readonly string[]): string {
  const meant = nearest(given.replace(/^-*/, ''), known);
  if (meant) return ` Did you mean ${meant}?`;
  return known.length > 0 ? ` Use ${known.join(', ')}.` : '';
}
