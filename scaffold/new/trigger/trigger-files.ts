/** What the four kinds of triggers differ in. */
export interface TriggerFiles {
  /** Source of `lambda/events/NAME.ts`. */
  readonly handler: string;
  /** Source of `test/events/NAME.test.ts`. */
  readonly test: string;
  /** The permits that the handler needs. */
  readonly may: readonly string[];
  /** What the stack grants for the trigger, as source for the list of the permissions. */
  readonly allowed: readonly string[];
}
