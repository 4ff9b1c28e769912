import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { runCommand } from '../../cli/run-command';
import { errorIn } from './log-line';
import { traceOptions } from './options';
import { toSource } from './to-source';

/** `npm run trace`: shows the error of a log line with the lines of the source instead of those of the package. */
runCommand(async () => {
  const { line, fn } = traceOptions(process.argv.slice(2));
  console.log(toSource(errorIn(line ?? (await text(process.stdin)), fn), join(__dirname, '../..')));
  return 0;
});
