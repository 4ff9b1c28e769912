import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { parseOptions, readArguments } from '../../cli/options';
import { runCommand } from '../../cli/run-command';
import { UserError } from '../../cli/user-error';
import { findWords, staleQuotations } from './find-words';
import { excluded } from './vocabulary';

const usage = `npm run words [-- PATH …]

Lists the words that this project avoids: file, line, word, and what to write instead. Exits with 1 when it finds one.
The words are in workshop/words/vocabulary.ts, and so are the quotations that may contain them.

  PATH      files or folders to check. Default: the whole project`;

runCommand(async () => {
  const { positionals } = readArguments(process.argv.slice(2), usage, (args) =>
    parseOptions(args, { options: {}, allowPositionals: true }),
  );
  const found = filesIn(positionals.length > 0 ? positionals : ['.']).flatMap((file) =>
    findWords(file, read(file)).map(({ line, words, instead }) => `${file}:${line}: "${words}". Write: ${instead}.`),
  );
  const stale = staleQuotations(read).map(
    ({ file, words }) => `workshop/words/vocabulary.ts: ${file} does not contain "${words}". Remove the quotation.`,
  );
  for (const line of [...found, ...stale]) console.log(line);
  if (found.length > 0) console.error(`${found.length} words to replace.`);
  return found.length + stale.length > 0 ? 1 : 0;
});

function read(file: string): string {
  return readFileSync(file, 'utf8');
}

/** The text files below the paths, tracked by Git or new. */
function filesIn(paths: readonly string[]): string[] {
  const files = paths.flatMap((path) => {
    const below = listed(path);
    if (below.length === 0) throw new UserError(`No file to check in "${path}". Use a file or folder of this project.`);
    return below;
  });
  return [...new Set(files)];
}

function listed(path: string): string[] {
  const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', path])
    .toString()
    .split('\0');
  // Git also lists deleted files and links to folders.
  return files.filter(
    (file) => statSync(file, { throwIfNoEntry: false })?.isFile() && !excluded.some((pattern) => pattern.test(file)),
  );
}
