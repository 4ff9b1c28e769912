/** A rule of cdk-nag that is broken on purpose. */
export interface Acknowledgement {
  /** As cdk-nag reports it; a construct in braces stands for its logical id. */
  readonly rule: string;
  /** Path of the construct below the stack: the rule is let go for everything within. */
  readonly at: string;
  readonly reason: string;
}
