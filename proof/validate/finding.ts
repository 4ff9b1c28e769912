/** Something that a validator says of a template. */
export interface Finding {
  /** Who says it. */
  readonly tool: string;
  readonly rule: string;
  /** Path of the construct, or logical id. */
  readonly at: string;
  readonly message: string;
}
