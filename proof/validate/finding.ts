/** A finding of a validator in a template. */
export interface Finding {
  /** Name of the validator. */
  readonly tool: string;
  readonly rule: string;
  /** Path of the construct, or logical id. */
  readonly at: string;
  readonly message: string;
}
