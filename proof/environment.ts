/** The path of `cfn-lint`, if the user names one. */
export const cfnLintPath = (): string | undefined => process.env.CFN_LINT || undefined;
