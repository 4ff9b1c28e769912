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
      'images.assign',
      'images.settle',
      'images.replaceSizes',
      'originals.stat',
      'originals.read',
      'originals.removeVersion',
      'renditions.write',
      'renditions.remove',
      'resizer.resize',
      'metrics.add',
    ],
    summary: 'An upload has arrived (S3, through SQS): make its sizes and write the outcome into its record',
  },
  {
    name: 'image-changed',
    may: ['changes.decode', 'originals.removeAll', 'renditions.removeAll', 'events.publish'],
    summary: 'A record has changed (the stream of DynamoDB): remove the files it left behind and publish what happened',
  },
  {
    name: 'sweep-uploads',
    may: [
      'images.find',
      'pending.list',
      'pending.claim',
      'pending.abandon',
      'markers.load',
      'markers.save',
      'originals.stat',
      'originals.list',
      'originals.removeAll',
      'renditions.list',
      'renditions.removeAll',
      'uploads.announce',
      'metrics.add',
    ],
    summary: 'From time to time (EventBridge Scheduler): bring on images that wait for nothing, and remove files of none',
  },
] as const satisfies readonly TriggerRow[];

export type TriggerName = (typeof triggers)[number]['name'];
