import { S3SignedUrls } from '../lambda/adapters/aws/s3-signed-urls';
import { S3Signer } from '../lambda/adapters/aws/s3-signer';
import { systemClock } from '../lambda/adapters/system-clock';
import { endpoints } from '../lambda/api/endpoints';
import type { Route } from '../lambda/api/route';
import { servicesFor } from '../lambda/contract';
import { permitsOf } from '../lambda/function-row';
import type { CommonServices, Services } from '../lambda/services';
import { version } from '../package.json';
import { createApi } from '../serve/api';
import { TokenVerifier } from '../serve/token-verifier';
import { ConsoleLog } from './console-log';
import type { PlatformSettings } from './environment';
import { type Database, PostgresPool } from './postgres/database';
import { PostgresImageRepository } from './postgres/postgres-image-repository';
import { PostgresUsageCounters } from './postgres/postgres-usage-counters';

/** An application of web standards: what every platform can call. */
export interface PlatformApi {
  fetch(request: Request): Response | Promise<Response>;
}

export interface PlatformApiProps {
  readonly settings: PlatformSettings;
  /** @default - a pool of connections, for platforms whose instances answer many requests */
  readonly database?: Database;
  /** @default - a verifier that reads the keys of the issuer once */
  readonly tokens?: Pick<TokenVerifier, 'claimsOf'>;
}

/**
 * Creates the API on PostgreSQL and an S3-compatible store. It connects when the first request needs it.
 * @throws Error when an endpoint needs a service that is not here
 */
export function createPlatformApi({
  settings,
  database = new PostgresPool(settings.databaseUrl),
  tokens = new TokenVerifier(settings),
}: PlatformApiProps): PlatformApi {
  const log = new ConsoleLog();
  const common: CommonServices = { clock: systemClock, log, settings: settings.images, version };
  const own = servicesOn(database, settings);
  return createApi({ routes: endpoints.map((row) => routeOf(row, { ...common, ...own })), tokens, log });
}

type OwnServices = Partial<Services> & Pick<Services, 'images' | 'urls'>;

function servicesOn(database: Database, settings: PlatformSettings): OwnServices {
  const { store } = settings;
  return {
    images: new PostgresImageRepository(database),
    counters: new PostgresUsageCounters(database), // part: quotas
    urls: new S3SignedUrls({
      originals: { bucket: store.originals, url: `${store.url}/${store.originals}/` },
      renditions: { bucket: store.renditions, url: `${store.url}/${store.renditions}/` },
      signer: new S3Signer(store),
      clock: systemClock,
    }),
    // The record is PENDING again when this is called. The worker's sweep finds it and queues it.
    uploads: { announce: async () => undefined },
    secrets: { read: async (name) => settings.secrets(name) }, // part: signed
  };
}

function routeOf(row: (typeof endpoints)[number], services: CommonServices & OwnServices): Route {
  const missing = servicesFor(permitsOf(row)).filter((name) => !services[name]);
  if (missing.length > 0) throw new Error(`${row.name} may use ${missing.join(', ')}, which platforms/api.ts does not have.`);
  // With the extension, so that esbuild bundles every file of the folder.
  return { row, endpoint: require(`../lambda/api/${row.name}.ts`).default, services: services as Services };
}
