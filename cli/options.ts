import { type ParseArgsConfig, parseArgs } from 'node:util';
import { nearest } from './nearest';
import { UsageError } from './usage-error';

/**
 * Reads the arguments of a command. An error of `read` is shown with the usage; `--help` shows only the usage.
 * @param usage the command line, followed by its options
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
 * Wraps `parseArgs`, with plain error messages that suggest the nearest option.
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

/** `parseArgs` would silently use the last of two values. */
function refuseRepeated(tokens: readonly Token[], options: Options): void {
  const once = tokens.flatMap(({ name }) => (name !== undefined && !options?.[name]?.multiple ? [name] : []));
  const repeated = once.find((name, index) => once.indexOf(name) < index);
  if (repeated !== undefined) throw new Error(`--${repeated} is given twice. Pass it once.`);
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
      return options[name]?.type === 'boolean'
        ? `--${name} does not take a value. Remove the value.`
        : `--${name} requires a value: --${name}=VALUE.`;
    case 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL':
      return `Unexpected argument ${JSON.stringify(given)}.`;
    default:
      return message;
  }
}

/** Returns ` Did you mean …?`, or the known words; an empty string when there are none. */
export function suggestion(given: string, known: readonly string[]): string {
  const meant = nearest(given.replace(/^-*/, ''), known);
  if (meant) return ` Did you mean ${meant}?`;
  return known.length > 0 ? ` Use ${known.join(', ')}.` : '';
}
