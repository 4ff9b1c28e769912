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
    on: {
      stream: 'images',
      // Removed images, and images with something to publish. Counters and markers have no status; a write that creates an image,
      // moves it or assigns its upload publishes nothing.
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
    summary: 'A record has changed (the stream of DynamoDB): remove the files it left behind and publish what happened',
    // For one change that takes as long as possible. Lambda halves a batch that takes longer, and retries it.
    timeoutSeconds: 120,
  },
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
    summary: 'From time to time (EventBridge Scheduler): bring on images that wait for nothing, and remove files of none',
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
