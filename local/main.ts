import { startApplication } from './application';
import { localEnvironment } from './environment';
import { createConsoleLog } from './log';
import { runCommand } from './run-command';
import { users } from './sign-in/clients';

/** `npm start`: serves the application until it is told to stop. */
runCommand(async () => {
  const environment = localEnvironment();
  const application = await startApplication({ ...environment, log: createConsoleLog(environment.logLevel) });
  const stopped = new Promise((stop) => process.once('SIGINT', stop).once('SIGTERM', stop));
  // The first line is for programs, the second for people.
  console.log(`ready ${application.url}\nOpen ${application.url} and sign in as ${users.join(' or ')}. Ctrl-C stops it.`);
  await stopped;
  await application.close();
  return 0;
});
