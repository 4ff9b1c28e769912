import { parseOptions, readArguments } from '../cli/options';
import { runCommand } from '../cli/run-command';
import { referencePath } from './address';
import { startApplication } from './application';
import { users } from './cognito/clients';
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
  const application = await startApplication({ ...environment, log });
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
