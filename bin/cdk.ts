import { run } from './run';
import { runCdk } from './run-cdk';

/** `npm run destroy -- [OPTIONS]` and `npm run synth -- [OPTIONS]`: validates the options and runs the CDK command. */
run(runCdk);
