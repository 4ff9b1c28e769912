import { parseOptions, readArguments } from '../../cli/options';
import { runCommand } from '../../cli/run-command';
import { FunctionLog } from '../../lambda/adapters/aws/function-log';
import { homeEnvironment } from './environment';
import { startHome } from './home';
import { redriveAll } from './redrive';
import { queueAll } from './resize-again'; // part: ops

const usage = [
  'npm run home',
  '  -- --api     serves the endpoints only',
  '  -- --worker  processes uploads, changes and timers only',
  '  -- --redrive  delivers the dead letters of every queue again, and the changes that were set aside',
  '  -- --resize-again [--missing]  queues every image for resizing, or those that lack a size', // part: ops
  '  docs/platforms.md lists the environment variables.',
].join('\n');

/** `npm run home`: the application without AWS, until SIGTERM or SIGINT. */
runCommand(async () => {
  const options = {
    api: { type: 'boolean' },
    worker: { type: 'boolean' },
    redrive: { type: 'boolean' },
    'resize-again': { type: 'boolean' }, // part: ops
    missing: { type: 'boolean' }, // part: ops
  } as const;
  const { values } = readArguments(process.argv.slice(2), usage, (args) => parseOptions(args, { options }));
  if (values.redrive) {
    for (const [queue, count] of await redriveAll(homeEnvironment(), new FunctionLog('home'))) console.log(`${queue}: ${count}`);
    return 0;
  }
  // part: ops
  if (values['resize-again']) {
    const { found, queued } = await queueAll(homeEnvironment(), values.missing === true, new FunctionLog('home'));
    console.log(`${queued} of ${found} images were queued.`);
    return 0;
  }
  const all = !values.api && !values.worker;
  const roles = { api: all || values.api === true, worker: all || values.worker === true };
  const home = await startHome(roles, homeEnvironment(), new FunctionLog('home'));
  const stopped = new Promise((stop) => process.once('SIGINT', stop).once('SIGTERM', stop));
  // For programs. The log is on stdout too.
  console.log(`ready http://localhost:${home.port}`);
  await stopped;
  await home.close();
  return 0;
});
