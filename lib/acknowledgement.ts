/** A cdk-nag rule that the stack violates on purpose. */
export interface Acknowledgement {
  /** Name of the finding as cdk-nag reports it; a construct in braces stands for its logical id. */
  readonly rule: string;
  /** Path of the construct below the stack. The acknowledgement applies to everything within. */
  readonly at: string;
  readonly reason: string;
}
