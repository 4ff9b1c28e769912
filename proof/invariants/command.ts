import { parseArgs } from 'node:util';
import { findingsIn, genericInvariants, invariantsFor, newAccountConcurrency } from '.';
import { templatesIn, UnreadableTemplates } from './templates';

const usage = `Usage: npm run invariants -- DIR [--account-concurrency N] [--generic]

Checks every *.template.json in DIR and below, and prints a line for each violation: the template, the invariant, the logical
id, what stands there, and what is required. Exits with 1 when there is one, and with 2 when there was nothing to check.

  --account-concurrency N   the account's Lambda limit (default ${newAccountConcurrency}, a new account's)
  --generic                 for templates of another application: without what holds of this one alone, which is its
                            permissions, its routes and page, and what its code relies on`;

/** What a command has to say: lines for whoever reads on, a remark for people, and how it ended. */
export interface Outcome {
  readonly lines: readonly string[];
  readonly remark: string;
  /** 0: nothing is broken. 1: something is. 2: nothing was checked. */
  readonly exitCode: 0 | 1 | 2;
}

/** `npm run invariants`, by its arguments. */
export function checkTemplates(args: string[]): Outcome {
  const asked = parse(args);
  if (!asked) return { lines: [], remark: usage, exitCode: 2 };
  try {
    const invariants = (asked.generic ? genericInvariants : invariantsFor)(asked.accountConcurrency);
    const files = templatesIn(asked.folder);
    const lines = files.flatMap(({ file, json }) =>
      findingsIn(json, invariants).map(
        ({ invariant, id, value, required }) => `${file}: ${invariant}: ${id}: ${value}; required: ${required}`,
      ),
    );
    const remark = `${invariants.length} invariants, ${files.length} templates, ${lines.length} violations`;
    return { lines, remark, exitCode: lines.length > 0 ? 1 : 0 };
  } catch (error) {
    if (!(error instanceof UnreadableTemplates)) throw error;
    return { lines: [], remark: error.message, exitCode: 2 };
  }
}

function parse(args: string[]): { folder: string; accountConcurrency: number; generic: boolean } | undefined {
  try {
    const { positionals, values } = parseArgs({
      args,
      allowPositionals: true,
      options: { 'account-concurrency': { type: 'string' }, generic: { type: 'boolean', default: false } },
    });
    const [folder, ...more] = positionals;
    const limit = values['account-concurrency'] ?? String(newAccountConcurrency);
    if (!folder || more.length > 0 || !/^\d+$/.test(limit)) return undefined;
    return { folder, accountConcurrency: Number(limit), generic: values.generic };
  } catch {
    return undefined;
  }
}
