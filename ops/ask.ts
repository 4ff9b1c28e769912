import { createInterface } from 'node:readline/promises';
import { UserError } from '../cli/user-error';

/** Asks a question whose answer is yes or, by default, no. @throws UserError when no one can answer it */
export async function isConfirmed(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) throw new UserError(`${question} This is no terminal. Add --yes to go on without asking.`);
  // Results go to stdout, which a program may read; messages go to stderr.
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}
