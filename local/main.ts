import { startApplication } from './application';
import { localEnvironment } from './environment';
import { runCommand } from './run-command';

/** `npm start`: serves the application until it is told to stop. */
runCommand(async () => {
  const application = await startApplication(localEnvironment());
  const stopped = new Promise((stop) => process.once('SIGINT', stop).once('SIGTERM', stop));
  console.log(`ready ${application.url}`);
  await stopped;
  await application.close();
  return 0;
});
