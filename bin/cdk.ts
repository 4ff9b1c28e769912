import { runCommand } from '../cli/run-command';
import { runCdk } from './run-cdk';

/** `npm run destroy -- [OPTIONS]` and `npm run synth -- [OPTIONS]`: validates the options and runs the CDK command. */
runCommand(() => runCdk(process.argv.slice(2)));
