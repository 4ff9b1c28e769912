import type { Invariant, Violation } from '../invariant';
import { listOf, numberOf, type Resource, show, type Template } from '../template';
import { notifications } from '../triggers';
import { functionsIn, inEnvironment, mappingsOf, queuesOf } from './application';
import type { Contract } from './contract';

export const contractUploads = (contract: Contract): Invariant => ({
  name: 'contract-uploads',
  holds:
    'The queue and the buckets treat an upload as the code expects: number and interval of retries, and retention of its file.',
  violations: (template) => {
    const functions = functionsIn(template, contract);
    if (functions.size === 0) return [];
    const resizer = functions.get('resize-image');
    const mappings = mappingsOf(template, resizer);
    const queues = queuesOf(template, resizer);
    const [queue] = queues;
    if (!queue || mappings.length > 1 || queues.length > 1) {
      return [
        { id: resizer?.id ?? 'resize-image', value: `invoked by ${queues.length} queues`, required: 'one queue of this template' },
      ];
    }
    const originals = inEnvironment(template, resizer, 'ORIGINALS_BUCKET', 'AWS::S3::Bucket');
    const renditions = inEnvironment(template, resizer, 'RENDITIONS_BUCKET', 'AWS::S3::Bucket');
    return [
      ...mappings.flatMap(partialFailures),
      ...receives(queue, contract),
      ...retriesBeforeSweep(queue, contract), // part: sweep
      ...(originals ? [...announced(template, originals, queue, contract), ...keptVersions(originals, queue, contract)] : []),
      ...[originals, renditions].flatMap((bucket) => (bucket ? expiry(bucket) : [])),
    ];
  },
});

/** The handler returns the failed messages. Without this property, Lambda ignores them and deletes the whole batch. */
export function partialFailures({ id, properties }: Resource): Violation[] {
  return [
    ...(listOf(properties.FunctionResponseTypes).includes('ReportBatchItemFailures')
      ? []
      : [
          {
            id,
            value: `FunctionResponseTypes ${show(properties.FunctionResponseTypes)}`,
            required: 'ReportBatchItemFailures: the handler returns batchItemFailures',
          },
        ]),
    ...(properties.Enabled === undefined || String(properties.Enabled) === 'true'
      ? []
      : [{ id, value: `Enabled ${show(properties.Enabled)}`, required: 'true' }]),
  ];
}

function receives({ id, properties }: Resource, { uploadMaxReceives }: Contract): Violation[] {
  const maximum = properties.RedrivePolicy?.maxReceiveCount;
  if (numberOf(maximum) === uploadMaxReceives) return [];
  return [
    {
      id,
      value: `maxReceiveCount ${show(maximum)}`,
      required: `${uploadMaxReceives}, as uploadMaxReceives in lambda/contract.ts: the handler writes the outcome of the last attempt into the record`,
    },
  ];
}

// part: sweep
/** The sweep treats an upload as lost or failed only when its message can no longer be retried. */
function retriesBeforeSweep({ id, properties }: Resource, { formSeconds, sweepLimits, uploadMaxReceives }: Contract): Violation[] {
  const visibility = numberOf(properties.VisibilityTimeout ?? 30) ?? Number.POSITIVE_INFINITY;
  const { requeueAfterMs, giveUpAfterMs } = sweepLimits;
  return [
    ...(formSeconds + visibility < requeueAfterMs / 1000
      ? []
      : [
          {
            id,
            value: `VisibilityTimeout ${show(properties.VisibilityTimeout)}`,
            required: `less than ${requeueAfterMs / 1000 - formSeconds}: after requeueAfterMs minus the lifetime of a form, the sweep queues the upload again`,
          },
        ]),
    ...(uploadMaxReceives * visibility <= giveUpAfterMs / 1000
      ? []
      : [
          {
            id,
            value: `VisibilityTimeout ${show(properties.VisibilityTimeout)}`,
            required: `at most ${giveUpAfterMs / 1000 / uploadMaxReceives}: all receives must end before giveUpAfterMs, when the sweep gives up the upload`,
          },
        ]),
  ];
}

function announced(template: Template, bucket: Resource, queue: Resource, { uploadPrefix }: Contract): Violation[] {
  const own = notifications(template).filter(
    (each) => each.bucket === bucket && template.named(each.target, queue.type).includes(queue),
  );
  const isWhole = own.some(
    ({ event, prefix, suffix }) => event === 's3:ObjectCreated:*' && prefix === uploadPrefix && suffix === '',
  );
  if (isWhole) return [];
  return [
    {
      id: bucket.id,
      value: `announces ${show(own.map(({ event, prefix, suffix }) => `${event} of ${show(prefix)}…${show(suffix)}`).join(', ') || undefined)}`,
      required: `s3:ObjectCreated:* of ${uploadPrefix}, where uploadKey in lambda/core/keys.ts puts every upload`,
    },
  ];
}

/** A message contains the version of its file, which must exist for as long as the message is retried. */
function keptVersions({ id, properties }: Resource, queue: Resource, { uploadMaxReceives }: Contract): Violation[] {
  const visibility = numberOf(queue.properties.VisibilityTimeout ?? 30) ?? Number.POSITIVE_INFINITY;
  const rules = listOf(properties.LifecycleConfiguration?.Rules).filter(({ Status }) => Status !== 'Disabled');
  const kept = rules.flatMap(({ NoncurrentVersionExpiration: rule }) => (rule ? [numberOf(rule.NoncurrentDays) ?? 0] : []));
  const tooShort = kept.filter((days) => days * 24 * 3600 < uploadMaxReceives * visibility);
  return [
    ...(properties.VersioningConfiguration?.Status === 'Enabled'
      ? []
      : [
          {
            id,
            value: `VersioningConfiguration ${show(properties.VersioningConfiguration)}`,
            required: 'Enabled: a message contains the version of its file',
          },
        ]),
    ...tooShort.map((days) => ({
      id,
      value: `NoncurrentDays ${days}`,
      required: `${uploadMaxReceives * visibility} seconds or more: for as long as the message is retried`,
    })),
  ];
}

/** A record lists its files until it is removed. The code then removes the files. */
function expiry({ id, properties }: Resource): Violation[] {
  return listOf(properties.LifecycleConfiguration?.Rules)
    .filter(({ Status }) => Status !== 'Disabled')
    .filter(({ ExpirationInDays, ExpirationDate }) => ExpirationInDays !== undefined || ExpirationDate !== undefined)
    .map(({ ExpirationInDays, ExpirationDate }) => ({
      id,
      value: `expires after ${show(ExpirationInDays ?? ExpirationDate)}`,
      required: 'no expiry of current versions: a record lists its files until it is removed',
    }));
}
