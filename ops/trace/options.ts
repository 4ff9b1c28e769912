import { parseOptions, readArguments } from '../../cli/options';

export interface TraceOptions {
  /** A line of a log; `undefined` to read it from standard input. */
  readonly line?: string;
  readonly fn?: string;
}

const usage = `npm run trace -- [LOG-LINE] [--function NAME]
  LOG-LINE         a line of a function's log, with an error; read from standard input unless it is given
  --function NAME  the function that wrote it, for a line that is only a stack`;

/** @throws UsageError */
export function traceOptions(args: readonly string[]): TraceOptions {
  return readArguments(args, usage, (given) => {
    const { values, positionals } = parseOptions(given, { allowPositionals: true, options: { function: { type: 'string' } } });
    const [line, ...others] = positionals;
    if (others.length > 0) throw new Error('Give one line, in quotes.');
    return { line, fn: values.function };
  });
}
