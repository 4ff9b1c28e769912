import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseOptions, readArguments } from '../../cli/options';
import { runCommand } from '../../cli/run-command';
import { currentDocument } from './current';
import { currentEventSchema } from './event-schema';

/** `npm run openapi`: writes the documents that the schemas say, of the API and of the events. */
runCommand(async () => {
  readArguments(process.argv.slice(2), 'npm run openapi', (args) => parseOptions(args, {}));
  await writeFile(join(__dirname, '../../docs/openapi.json'), await currentDocument());
  await writeFile(join(__dirname, '../../docs/events.schema.json'), currentEventSchema());
  return 0;
});
