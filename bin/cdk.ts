import { run } from './run';
import { runCdk } from './run-cdk';

/** `npm run destroy -- [OPTIONS]`, `npm run synth -- [OPTIONS]`: that command of the CDK, once its options make sense. */
run(runCdk);
