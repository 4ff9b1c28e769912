import { S3SignedUrls } from '../lambda/adapters/aws/s3-signed-urls';
import { S3Signer } from '../lambda/adapters/aws/s3-signer';
import { systemClock } from '../lambda/adapters/system-clock';
import type { Route } from '../lambda/api/route';
import { servicesFor } from '../lambda/contract';
import { encodeAnnouncedUpload } from '../lambda/core/announced-upload';
import { permitsOf } from '../lambda/function-row';
import type { CommonServices, Services } from '../lambda/services';
import { version } from '../package.json';
import { createApi } from '../serve/api';
import { loadEndpoints } from '../serve/load-endpoints';
import { TokenVerifier } from '../serve/token-verifier';
import { ConsoleLog } from './console-log';
import type { PlatformSettings } from './environment';
import { BossQueues } from './postgres/boss-queues';
import { type Database, PostgresPool } from './postgres/database';
import { PostgresImageRepository } from './postgres/postgres-image-repository';
import { PostgresUsageCounters } from './postgres/postgres-usage-counters';
import { PutUrls } from './put-urls';

/** An application of web standards: what every platform can call. */
export interface PlatformApi {
  fetch(request: Request): Response | Promise<Response>;
  /** Closes the connections, on a platform where they end with the request. */
  close(): Promise<void>;
}

export interface PlatformApiProps {
  readonly settings: PlatformSettings;
  /** Connections to the database that are open at the same time. @default - for an instance that answers many requests */
  readonly connections?: number;
  /** @default - a verifier that reads the keys of the issuer once */
  readonly tokens?: Pick<TokenVerifier, 'claimsOf'>;
}

/**
 * Creates the API on PostgreSQL and an S3-compatible store. It connects when the first request needs it.
 * @throws Error when an endpoint needs a service that is not here
 */
export function createPlatformApi({ settings, connections, tokens = new TokenVerifier(settings) }: PlatformApiProps): PlatformApi {
  const log = new ConsoleLog();
  const common: CommonServices = { clock: systemClock, log, settings: settings.images, version };
  const database = new PostgresPool(settings.databaseUrl, connections === undefined ? {} : { connections });
  const queues = new SentMessages(() => BossQueues.open({ url: settings.databaseUrl, delivers: false, log }));
  const own = servicesOn(database, queues, settings);
  const routes = loadEndpoints().map((each) => routeOf(each, { ...common, ...own }));
  const { fetch } = createApi({ routes, tokens, log });
  return {
    fetch,
    async close() {
      await Promise.all([database.close(), queues.close()]);
    },
  };
}

/** Connects to the queues when the first message is sent. Most requests send none. */
class SentMessages {
  private opened?: Promise<BossQueues>;

  constructor(private readonly open: () => Promise<BossQueues>) {}

  async send(queue: string, body: string): Promise<void> {
    this.opened ??= this.open().catch((error) => {
      // So that the next message tries again.
      this.opened = undefined;
      throw error;
    });
    await (await this.opened).send(queue, body);
  }

  async close(): Promise<void> {
    await (await this.opened)?.close(0);
  }
}

type OwnServices = Partial<Services> & Pick<Services, 'images' | 'urls'>;

function servicesOn(database: Database, queues: SentMessages, settings: PlatformSettings): OwnServices {
  const { store } = settings;
  const originals = { bucket: store.originals, url: `${store.url}/${store.originals}/` };
  const renditions = { bucket: store.renditions, url: `${store.url}/${store.renditions}/` };
  const urls = new S3SignedUrls({ originals, renditions, signer: new S3Signer(store), clock: systemClock });
  return {
    images: new PostgresImageRepository(database),
    counters: new PostgresUsageCounters(database), // part: quotas
    urls: store.uploads === 'put' ? new PutUrls({ ...store, originals, clock: systemClock, renditions: urls }) : urls,
    queues,
    uploads: { announce: (upload) => queues.send('uploads', encodeAnnouncedUpload(upload)) },
    secrets: { read: async (name) => settings.secrets(name) }, // part: signed
  };
}

function routeOf({ row, endpoint }: Omit<Route, 'services'>, services: CommonServices & OwnServices): Route {
  const missing = servicesFor(permitsOf(row)).filter((name) => !services[name]);
  if (missing.length > 0) throw new Error(`${row.name} may use ${missing.join(', ')}, which platforms/api.ts does not have.`);
  return { row, endpoint, services: services as Services };
}
