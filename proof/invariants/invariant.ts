import type { Template } from './template';

/** A place where a template breaks an invariant. */
export interface Violation {
  /** Logical id of the resource. */
  readonly id: string;
  /** The current value. */
  readonly value: string;
  /** The required value, and why. */
  readonly required: string;
}

/** A property of every template. Without the check, only a deployment or a bill would reveal a violation. */
export interface Invariant {
  /** The name in reports. */
  readonly name: string;
  /** The property in one sentence, for people. */
  readonly holds: string;
  /**
   * Returns all violations. A value that an intrinsic function hides counts as a violation, except in `accepted-values` and
   * `consistent-values`.
   */
  readonly violations: (template: Template) => Violation[];
}
