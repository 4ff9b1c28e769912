import { runCommand } from '../cli/run-command';
import { readServeOptions, serve } from './serve';

/** The entry of the container image. Its environment is complete. */
runCommand(async () => serve(readServeOptions(process.argv.slice(2))));
