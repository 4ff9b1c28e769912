import { markdownTable } from '../../cli/markdown-table';
import { parseOptions, readArguments } from '../../cli/options';
import { runCommand } from '../../cli/run-command';
import { survey } from './survey';
import { answer, changeTable, exact, fileTable, homeTable, shareTable } from './tables';

const usage = `npm run lock-in
  Counts the code that knows no platform, what each home of the application adds and leaves behind, and in which files.
  docs/lock-in.md explains the figures.`;

/** `npm run lock-in`: the figures of docs/lock-in.md for the code as it is. */
runCommand(async () => {
  readArguments(process.argv.slice(2), usage, (args) => parseOptions(args, {}));
  const read = await survey();
  console.log(
    [answer(read, exact), ...[shareTable, homeTable, changeTable, fileTable].map((of) => markdownTable(of(read, exact)))].join(
      '\n\n',
    ),
  );
  return 0;
});
