import { parseOptions, readArguments } from '../cli/options';
import { startApplication } from './application';
import { localEnvironment } from './environment';
import { runCommand } from './run-command';

/** `npm start`: serves the application until it is told to stop. */
const usage = 'npm start\n  Takes no options: PORT, LOCAL_DATA_DIR and WEBHOOK_URL say where, such as PORT=3001 npm start.';

runCommand(async () => {
  readArguments(process.argv.slice(2), usage, (args) => parseOptions(args, {}));
  const application = await startApplication(localEnvironment());
  const stopped = new Promise((stop) => process.once('SIGINT', stop).once('SIGTERM', stop));
  console.log(`ready ${application.url}`);
  await stopped;
  await application.close();
  return 0;
});
