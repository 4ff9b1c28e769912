import { uploadMaxReceives } from '../contract';
import type { TriggerRow } from './trigger-row';

/** The table that the stack, the build, the local run and the tests read. `trigger-row.ts` explains the fields. */
export const triggers = [
  {
    name: 'resize-image',
    // S3 sends to this queue. An image takes a whole vCPU: a second one in the same batch would only wait, and be retried with it.
    on: {
      queue: 'uploads',
      maxReceives: uploadMaxReceives,
      batchSize: 1,
      maxConcurrency: { setting: 'resizerConcurrency', default: 5 },
    },
    establishedNames: { construct: 'UploadTrigger', deadLetterAlarm: 'upload-dead-letters', folder: 'queue' },
    may: [
      'images.find',
      'images.assign',
      'images.settle',
      'images.replaceSizes', // part: ops
      'originals.stat',
      'originals.read',
      'originals.removeVersion',
      'renditions.write',
      'renditions.remove',
      'resizer.resize',
      'metrics.add',
    ],
    summary: 'Make the sizes of an upload (from S3, through SQS), and write the outcome into its record',
    // Resizing is CPU-bound: less memory costs the same per image and takes longer, and more does not speed up a single image.
    memoryMb: 1769,
    timeoutSeconds: 90,
  },
  {
    name: 'image-changed',
    on: {
      stream: 'images',
      // Removed images, and images with something to publish. The application's other items have no status; a write that creates an
      // image, moves it or assigns its upload publishes nothing.
      patterns: [
        { eventName: ['REMOVE'], dynamodb: { OldImage: { status: { S: [{ exists: true }] } } } },
        { eventName: ['INSERT', 'MODIFY'], dynamodb: { NewImage: { publish: { S: [{ exists: true }] } } } },
      ],
    },
    establishedNames: {
      construct: 'ChangeTrigger',
      source: 'changes',
      deadLetterAlarm: 'change-dead-letters',
      folder: 'changes',
    },
    may: ['changes.decode', 'originals.removeAll', 'renditions.removeAll', 'events.publish'],
    summary: 'Publish the change of a record (from the DynamoDB stream), and remove the files of deleted images',
    // For one change that takes as long as possible. Lambda halves a batch that takes longer, and retries it.
    timeoutSeconds: 120,
  },
  // part: sweep
  {
    name: 'sweep-uploads',
    on: { schedule: { everyMinutes: { setting: 'sweepEveryMinutes', default: 15 } } },
    establishedNames: { construct: 'SweepSchedule' },
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
    summary: 'Recover stuck uploads and remove orphaned files, on a schedule (EventBridge Scheduler)',
    // The sweep starts nothing new after half of it, so that work in progress has time for the slowest answers.
    timeoutSeconds: 300,
  },
] as const satisfies readonly TriggerRow[];

export type TriggerName = (typeof triggers)[number]['name'];

export type QueueName = Extract<(typeof triggers)[number]['on'], { readonly queue: string }>['queue'];

/** A row, with everything that its type knows about it. */
export function triggerNamed<Name extends TriggerName>(name: Name) {
  return triggers.find((row) => row.name === name) as Extract<(typeof triggers)[number], { readonly name: Name }>;
}
