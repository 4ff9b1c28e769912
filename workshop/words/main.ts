import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parseOptions, readArguments } from '../../cli/options';
import { argumentsOrExit } from '../../cli/usage-error';
import { findWords, staleQuotations } from './find-words';
import { covered, excluded, quotations } from './vocabulary';

const usage = `npm run words [-- PATH …]

Lists words that this project does not use, with the file, the line, and what to write instead. Exits with 1 when there is one.
The words are in workshop/words/vocabulary.ts, and so are the quotations that may contain them.

  PATH      files or folders to check, instead of those that npm run check covers`;

process.exitCode = main(process.argv.slice(2));

function main(args: string[]): number {
  const paths = argumentsOrExit(() =>
    readArguments(args, usage, (given) => parseOptions(given, { options: {}, allowPositionals: true }).positionals),
  );
  const found = filesIn(paths.length > 0 ? paths : covered).flatMap((file) =>
    findWords(file, readFileSync(file, 'utf8')).map(({ line, words, instead }) => `${file}:${line}: "${words}". Write: ${instead}.`),
  );
  const stale = staleQuotations((file) => readFileSync(file, 'utf8')).map(
    ({ file, words }) => `workshop/words/vocabulary.ts: ${file} no longer contains "${words}". Remove the quotation.`,
  );
  for (const line of [...found, ...stale]) console.log(line);
  if (found.length + stale.length > 0) console.error(`${found.length} words to replace.`);
  return found.length + stale.length > 0 ? 1 : 0;
}

/** Tracked and new files, without pictures and other binary files. */
function filesIn(paths: readonly string[]): string[] {
  const ignored = [...excluded, ...['png', 'jpg', 'webp', 'gif', 'ico'].map((extension) => `*.${extension}`)];
  const pathspecs = [...paths, ...ignored.map((path) => `:(exclude)${path}`)];
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '--deduplicate', '--', ...pathspecs]);
  const deleted = execFileSync('git', ['ls-files', '--deleted', '--', ...pathspecs]).toString().split('\n');
  return listed.toString().split('\n').filter((file) => file !== '' && !deleted.includes(file));
}
