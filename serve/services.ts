import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { FunctionLog } from '../lambda/adapters/aws/function-log';
import { awsAddress, type BucketAddress } from '../lambda/adapters/aws/s3-signed-urls';
import { systemClock } from '../lambda/adapters/system-clock';
import { type Permit, queuesFor, type ServiceName, servicesFor } from '../lambda/contract';
import * as entry from '../lambda/entry';
import { imageSettings, requireEnv } from '../lambda/environment';
import type { CommonServices, Services } from '../lambda/services';
import { permitted } from '../local/iam/permitted';
import { RefreshedUrls } from './refreshed-urls';

export interface ContainerServicesProps {
  /** Permits of everything that the process serves. */
  readonly permits: readonly Permit[];
  readonly region: string;
  /** URL of an S3-compatible store. @default - S3 itself */
  readonly storeUrl?: string;
}

/** The services of the deployed functions, shared by everything that the process serves. */
export class ContainerServices {
  /** Those that one of the permits names. */
  readonly own: Partial<Services>;

  constructor({ permits, region, storeUrl }: ContainerServicesProps) {
    const create: Readonly<Record<ServiceName, () => unknown>> = {
      images: entry.images,
      pending: entry.pending, // part: sweep
      counters: entry.counters, // part: quotas
      markers: entry.markers, // part: sweep
      originals: entry.originals,
      renditions: entry.renditions,
      resizer: entry.resizer,
      uploads: entry.uploads,
      queues: () => entry.queues(...new Set(queuesFor(permits))),
      changes: entry.changes,
      events: entry.events,
      metrics: entry.metrics,
      secrets: entry.secrets, // part: signed
      urls: () => urlsOf(region, storeUrl),
    };
    this.own = Object.fromEntries(servicesFor(permits).map((name) => [name, create[name]()]));
  }

  /** What a function gets. It has its own name in the log, and may only do what its permits name, as behind its role. */
  of(name: string, permits: readonly Permit[]): Services {
    return permitted(name, permits, commonFor(name), this.own as Omit<Services, keyof CommonServices>);
  }
}

function commonFor(name: string): CommonServices {
  return { clock: systemClock, log: new FunctionLog(name), settings: imageSettings(), version: requireEnv('SERVICE_VERSION') };
}

function urlsOf(region: string, storeUrl: string | undefined): RefreshedUrls {
  const addressOf = (bucket: string): BucketAddress =>
    storeUrl ? { bucket, url: `${storeUrl.replace(/\/$/, '')}/${bucket}/` } : awsAddress(bucket, region);
  return new RefreshedUrls({
    originals: addressOf(requireEnv('ORIGINALS_BUCKET')),
    renditions: addressOf(requireEnv('RENDITIONS_BUCKET')),
    region,
    clock: systemClock,
    credentials: defaultProvider(),
  });
}
