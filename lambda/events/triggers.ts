import type { FunctionRow } from '../function-row';

/** One function behind a trigger that is not HTTP: one row here, one file of the same name beside it. */
export type TriggerRow = FunctionRow;

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
    // Resizing is bound by CPU: less memory costs as much per image and takes longer, more gains nothing for a single image.
    memoryMb: 1769,
    timeoutSeconds: 90,
  },
  {
    name: 'image-changed',
    may: ['changes.decode', 'originals.removeAll', 'renditions.removeAll', 'events.publish'],
    summary: 'A record has changed (the stream of DynamoDB): remove the files it left behind and publish what happened',
    // For one change that takes as long as possible. Lambda halves a batch that takes longer, and retries it.
    timeoutSeconds: 120,
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
    // The sweep starts nothing new after half of it, so that work in progress has time for the slowest answers.
    timeoutSeconds: 300,
  },
] as const satisfies readonly TriggerRow[];

export type TriggerName = (typeof triggers)[number]['name'];
