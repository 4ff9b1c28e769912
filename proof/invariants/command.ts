import { parseOptions, readArguments } from '../../cli/options';
import { UsageError } from '../../cli/usage-error';
import { findingsIn, invariantsFor, newAccountConcurrency } from '.';
import { templatesIn, UnreadableTemplates } from './templates';

const usage = `npm run invariants -- DIR [--account-concurrency N]

Checks every *.template.json in DIR and below, and prints a line for each violation: the template, the invariant, the logical
id, what stands there, and what is required. Exits with 1 when there is one, and with 2 when there was nothing to check.

  --account-concurrency N   the account's Lambda limit (default ${newAccountConcurrency}, a new account's)`;

/** What a command has to say: lines for whoever reads on, a remark for people, and how it ended. */
export interface Outcome {
  readonly lines: readonly string[];
  readonly remark: string;
  /** 0: nothing is broken. 1: something is. 2: nothing was checked. */
  readonly exitCode: 0 | 1 | 2;
}

/** `npm run invariants`, by its arguments. */
export function checkTemplates(args: string[]): Outcome {
  try {
    const asked = parse(args);
    const invariants = invariantsFor(asked.accountConcurrency);
    const files = templatesIn(asked.folder);
    const lines = files.flatMap(({ file, json }) =>
      findingsIn(json, invariants).map(
        ({ invariant, id, value, required }) => `${file}: ${invariant}: ${id}: ${value}; required: ${required}`,
      ),
    );
    const remark = `${invariants.length} invariants, ${files.length} templates, ${lines.length} violations`;
    return { lines, remark, exitCode: lines.length > 0 ? 1 : 0 };
  } catch (error) {
    if (error instanceof UsageError) return { lines: [], remark: error.message, exitCode: error.exitCode };
    if (!(error instanceof UnreadableTemplates)) throw error;
    return { lines: [], remark: error.message, exitCode: 2 };
  }
}

/** @throws UsageError */
function parse(args: string[]): { folder: string; accountConcurrency: number } {
  return readArguments(args, usage, (given) => {
    const options = { 'account-concurrency': { type: 'string', default: `${newAccountConcurrency}` } } as const;
    const { positionals, values } = parseOptions(given, { allowPositionals: true, options });
    const [folder, ...others] = positionals;
    if (!folder) throw new Error('Name the folder of the templates.');
    if (others.length > 0) throw new Error(`Unexpected argument ${JSON.stringify(others[0])}.`);
    const limit = values['account-concurrency'];
    if (!/^\d+$/.test(limit)) throw new Error(`--account-concurrency must be a whole number, not ${JSON.stringify(limit)}.`);
    return { folder, accountConcurrency: Number(limit) };
  });
}
