/** Where the stack goes, as the CDK's command line has found out: from `--region`, `AWS_REGION` or a profile. `undefined` where it has not. */
export const cdkRegion = (): string | undefined => process.env.CDK_DEFAULT_REGION;

/** What npm took for its own option `-c` (`--call`), because no `--` stood before it. */
export const takenByNpm = (): string | undefined => process.env.npm_config_call;
