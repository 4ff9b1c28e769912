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

/** Something that must hold in every template, and that a deployment or a bill would tell too late. */
export interface Invariant {
  /** As the report names it. */
  readonly name: string;
  /** What it holds, for people: one sentence. */
  readonly holds: string;
  /** All places where it is broken. What cannot be seen, because an intrinsic function hides it, counts as broken, except for the values of `accepted-values` and `fitting-values`. */
  readonly violations: (template: Template) => Violation[];
}
