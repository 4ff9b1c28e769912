import { runCommand } from '../cli/run-command';
import { readServeOptions, serve } from './serve';
import { useStack } from './stack-environment'; // part: ops

/** `npm run serve`: the endpoints and the queue worker as one process. */
runCommand(async () => {
  const args = process.argv.slice(2);
  await useStack(args); // part: ops
  return serve(readServeOptions(args));
});
