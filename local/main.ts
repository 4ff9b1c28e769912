import { parseOptions, readArguments } from '../cli/options';
import { runCommand } from '../cli/run-command';
import { startApplication } from './application';
import { users } from './cognito/clients';
import { localEnvironment } from './environment';
import { createConsoleLog } from './log';
import { referencePath } from './openapi/reference';

/** `npm start`: serves the application until it is stopped. */
const usage =
  'npm start\n  Takes no options. Environment variables change the defaults, such as PORT=3001 npm start: PORT, PUBLIC_ORIGIN, LOCAL_DATA_DIR and LOG_LEVEL.';

runCommand(async () => {
  readArguments(process.argv.slice(2), usage, (args) => parseOptions(args, {}));
  const environment = localEnvironment();
  const application = await startApplication({ ...environment, log: createConsoleLog(environment.logLevel) });
  const stopped = new Promise((stop) => process.once('SIGINT', stop).once('SIGTERM', stop));
  // The first line is for programs, the second for users.
  console.log(`ready ${application.url}`);
  console.log(`Open ${application.origin} and sign in as ${users.join(' or ')}.`); // part: web
  console.log(`The reference of the API: ${application.origin}${referencePath}`); // part: reference
  console.log('Ctrl-C stops the application.');
  await stopped;
  await application.close();
  return 0;
});
