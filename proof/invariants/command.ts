import { parseOptions, readArguments } from '../../cli/options';
import { UsageError } from '../../cli/usage-error';
import { findingsIn, invariantsFor } from '.';
import { genericInvariants, newAccountConcurrency } from './generic';
import { templatesIn, UnreadableTemplates } from './templates';

const usage = `npm run invariants -- DIR [--account-concurrency N] [--generic]

Checks every *.template.json in DIR and its subfolders. Prints a line for each violation: the template, the invariant, the
logical id, the current value, and the required value. Exits with 1 if there is a violation, and with 2 if there is nothing
to check.

  --account-concurrency N   the account's concurrency limit of Lambda [default: ${newAccountConcurrency}, as in a new account]
  --generic                 for templates of another CDK application: omits the invariants of this one, which compare
                            its permissions, its routes, its page and the contract of its code`;

/** The output of the command: lines for standard output, a remark for standard error, and the exit code. */
export interface Outcome {
  readonly lines: readonly string[];
  readonly remark: string;
  /** 0: no violation. 1: violations. 2: nothing was checked. */
  readonly exitCode: 0 | 1 | 2;
}

/** Runs `npm run invariants` with these arguments. */
export function checkTemplates(args: string[]): Outcome {
  try {
    const options = parse(args);
    const invariants = (options.generic ? genericInvariants : invariantsFor)(options.accountConcurrency);
    const files = templatesIn(options.folder);
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
function parse(args: string[]): { folder: string; accountConcurrency: number; generic: boolean } {
  return readArguments(args, usage, (given) => {
    const known = {
      'account-concurrency': { type: 'string', default: `${newAccountConcurrency}` },
      generic: { type: 'boolean', default: false },
    } as const;
    const { positionals, values } = parseOptions(given, { allowPositionals: true, options: known });
    const [folder, ...others] = positionals;
    if (!folder) throw new Error('DIR is missing: the folder with the templates.');
    if (others.length > 0) throw new Error(`Unexpected argument ${JSON.stringify(others[0])}.`);
    const limit = values['account-concurrency'];
    if (!/^\d+$/.test(limit)) throw new Error(`--account-concurrency must be a whole number, not ${JSON.stringify(limit)}.`);
    return { folder, accountConcurrency: Number(limit), generic: values.generic };
  });
}
