import { assume } from '../assumptions';
import type { Template } from '../template/template';
import type { Traffic } from '../traffic/traffic';
import { largestMegapixels, renditionBytes } from './durations';
import type { Use } from './feature';
import type { Flow } from './flow';
import { gigabyte, month } from './month';

/** The objects of S3: their storage, their uploads, and their downloads, which go from S3 to the browser. */
export function addFiles(template: Template, traffic: Traffic, flow: Flow, use: Use): void {
  const scale = Math.min(1, traffic.megapixels / largestMegapixels);
  const medium = renditionBytes.medium * scale;
  const renditions = renditionBytes.thumbnail + medium + renditionBytes.full * scale;
  use('s3-storage', (flow.stored * (traffic.bytes + renditions)) / gigabyte, 'storage');
  use('s3-writes', flow.images, 'storage');
  const thumbnails = flow.lists * assume('thumbnailsPerList');
  const mediums = flow.single + flow.images;
  use('s3-reads', thumbnails + mediums, 'delivery');
  use('data-out', (thumbnails * renditionBytes.thumbnail + mediums * medium) / gigabyte, 'delivery');
  // The upload; what the resizer looks up, reads and writes; and the downloads.
  addLogsOfRequests(template, flow.images * 6 + thumbnails + mediums, use);
}

/** The objects of another application: each image is written once and read once. */
export function addObjects(template: Template, traffic: Traffic, flow: Flow, use: Use): void {
  if (template.of('AWS::S3::Bucket').length === 0) return;
  use('s3-storage', (flow.stored * traffic.bytes) / gigabyte, 'storage');
  use('s3-writes', flow.images, 'storage');
  use('s3-reads', flow.images, 'storage');
  addLogsOfRequests(template, flow.images * 2, use);
}

/** Access logs of S3, which are objects themselves. Their delivery is free. */
function addLogsOfRequests(template: Template, requests: number, use: Use): void {
  const logged = template.of('AWS::S3::Bucket').find(({ properties }) => properties.LoggingConfiguration?.DestinationBucketName);
  if (!logged) return;
  const [target] = template.referencesIn(logged.properties.LoggingConfiguration.DestinationBucketName);
  const days = target?.properties.LifecycleConfiguration?.Rules?.find(
    (rule: { ExpirationInDays?: number }) => rule.ExpirationInDays,
  )?.ExpirationInDays;
  const stored = (requests * assume('s3LogBytes') * (days ?? assume('endlessLogDays'))) / month.days;
  use('s3-storage', stored / gigabyte, 'watching');
}
