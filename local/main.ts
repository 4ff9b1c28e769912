import { parseOptions, readArguments } from '../cli/options';
import { runCommand } from '../cli/run-command';
import { buildPage } from '../web/build'; // part: web
import { referencePath } from './address';
import { users } from './cognito/clients';
import { beginKey } from './cognito/issuer';
import { DatabaseProcess } from './dynamodb/database-process';
import { localEnvironment } from './environment';
import { createConsoleLog } from './log';
import { Watch } from './watch/watch';

/** `npm start`: serves the application until it is stopped. */
const usage = [
  'npm start',
  '  -- --no-watch  does not load changed code', // part: watch
  '  Environment variables change the defaults, such as PORT=3001 npm start: PORT, PUBLIC_ORIGIN, LOCAL_DATA_DIR and LOG_LEVEL.',
].join('\n');

runCommand(async () => {
  const options = {
    'no-watch': { type: 'boolean' }, // part: watch
  } as const;
  readArguments(process.argv.slice(2), usage, (args) => parseOptions(args, { options }));
  const environment = localEnvironment();
  const log = createConsoleLog(environment.logLevel);
  const begun = {
    database: DatabaseProcess.prepare(),
    key: beginKey(environment.dataDir),
    page: buildPage(), // part: web
  };
  // Loaded while other threads and processes do what has begun.
  const { startApplication }: typeof import('./application') = require('./application');
  const application = await startApplication({ ...environment, log, begun });
  const stopped = new Promise((stop) => process.once('SIGINT', stop).once('SIGTERM', stop));
  // The first line is for programs, the second for users.
  console.log(`ready ${application.url}`);
  console.log(`Open ${application.origin} and sign in as ${users.join(' or ')}.`); // part: web
  console.log(`The reference of the API: ${application.origin}${referencePath}`); // part: reference
  console.log('Ctrl-C stops the application.');
  const watch = process.argv.includes('--no-watch') ? undefined : await Watch.start(application, log, __filename); // part: watch
  await stopped;
  await watch?.close(); // part: watch
  await application.close();
  return 0;
});
