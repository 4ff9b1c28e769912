import { join } from 'node:path';
import { parseOptions, readArguments } from '../../cli/options';
import { runCommand } from '../../cli/run-command';
import { derivedFiles } from './derived-file';
import { update } from './update';

const usage = `npm run update
  Writes the files that derive from the code: the API and event schemas, the recorded policies, and the tables and figures in the
  documentation. Prints each file that it changes. Review the diff before you commit it.`;

/** `npm run update`: writes every derived file that is out of date. */
runCommand(async () => {
  readArguments(process.argv.slice(2), usage, (args) => parseOptions(args, {}));
  const lines = await update(await derivedFiles(), join(__dirname, '../..'));
  console.log(lines.length > 0 ? lines.join('\n') : 'nothing changed');
  return 0;
});
