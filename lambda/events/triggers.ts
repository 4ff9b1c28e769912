import type { Permit } from '../contract';

/** One function behind a trigger that is not HTTP: one row here, one file of the same name beside it. */
export interface TriggerRow {
  /** Names the file and the function. */
  readonly name: string;
  /** All that it may do. */
  readonly may: readonly Permit[];
  readonly summary: string;
}

export const triggers = [
  {
    name: 'resize-image',
    may: [
      'images.find',
      'images.settle',
      'originals.stat',
      'originals.read',
      'renditions.write',
      'renditions.remove',
      'resizer.resize',
    ],
    summary: 'An upload has arrived (S3, through SQS): make its sizes and write the outcome into its record',
  },
] as const satisfies readonly TriggerRow[];

export type TriggerName = (typeof triggers)[number]['name'];
