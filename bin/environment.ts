/**
 * Returns the target account and region as the CDK command line has resolved them: from `--region`, `AWS_REGION` or a profile.
 * `undefined` when it could not.
 */
export const cdkRegion = (): string | undefined => process.env.CDK_DEFAULT_REGION;

/** The value of `-c` when no `--` precedes it: npm then reads it as its own option `-c` (`--call`). */
export const takenByNpm = (): string | undefined => process.env.npm_config_call;

// part: estimate
/** The variable by which `npm run deploy` asks its app to print what the stage costs. */
const costVariable = 'DEPLOY_PRINTS_COST';

/** Asks the processes that this one starts. */
export const askForCost = (): void => void Object.assign(process.env, { [costVariable]: '1' }); // part: estimate

/** Whether the process that started this one asks. */
export const printsCost = (): boolean => process.env[costVariable] === '1'; // part: estimate
