import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { uuidv7 } from 'uuidv7';
import { DynamoImageRepository } from '../lambda/adapters/aws/dynamo-image-repository';
import { S3SignedUrls } from '../lambda/adapters/aws/s3-signed-urls';
import { S3Signer } from '../lambda/adapters/aws/s3-signer';
import { FileBlobStore } from '../lambda/adapters/local/file-blob-store';
import { SharpImageResizer } from '../lambda/adapters/sharp/sharp-image-resizer';
import { systemClock } from '../lambda/adapters/system-clock';
import { createApp } from '../lambda/api/app';
import { endpoints } from '../lambda/api/endpoints';
import { defaultImageSettings } from '../lambda/core/settings';
import { parseS3Event } from '../lambda/events/s3-upload-event';
import type { CommonServices } from '../lambda/services';
import { version } from '../package.json';
import { DataLock } from './data-lock';
import { openDatabase } from './database';
import { createGateway, type GatewayBindings } from './gateway';
import { type HttpServer, listen } from './http-server';
import { Issuer } from './issuer';
import { consoleLog } from './log';
import { createPage } from './page';
import { resizeWorker } from './resize-worker';
import { loadRoutes } from './routes';
import { bucketPaths, ObjectServer } from './s3/object-server';
import { keptSecret } from './secret';
import { UploadQueue } from './upload-queue';

export interface ApplicationProps {
  /** Folder of everything that survives a restart. */
  readonly dataDir: string;
  /** 0 for a free one. */
  readonly port: number;
}

export interface Application {
  /** Where it is served. */
  readonly url: string;
  /** Finishes what is in work and closes everything. */
  close(): Promise<void>;
}

/**
 * The whole application in this process: the composition root of the local run.
 * @throws StartError when it cannot start, with what to do
 */
export async function startApplication({ dataDir, port }: ApplicationProps): Promise<Application> {
  const closers: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const lock = await DataLock.take(dataDir, port);
    closers.push(() => lock.release());
    const server = await listen(port);
    closers.push(() => server.close());
    await lock.announce(server.port);
    await compose(dataDir, server, closers);
    return { url: originOf(server), close };
  } catch (error) {
    await close();
    throw error;
  }
}

const originOf = ({ port }: HttpServer) => `http://localhost:${port}`;

async function compose(dataDir: string, server: HttpServer, closers: (() => Promise<void>)[]): Promise<void> {
  const origin = originOf(server);
  const database = await openDatabase(dataDir);
  closers.push(() => database.close());

  const incoming = join(dataDir, 'incoming');
  await rm(incoming, { recursive: true, force: true });
  await mkdir(incoming);
  const originals = new FileBlobStore({ folder: join(dataDir, 'originals'), incoming, versioned: true });
  const renditions = new FileBlobStore({ folder: join(dataDir, 'renditions'), incoming, versioned: false });
  const secretAccessKey = await keptSecret(join(dataDir, 'signing-key'), () => randomBytes(30).toString('base64'));
  const signer = new S3Signer({ region: 'local', credentials: { accessKeyId: 'local', secretAccessKey } });
  const settings = defaultImageSettings;

  const common: CommonServices = { clock: systemClock, log: consoleLog, settings, newId: uuidv7, version };
  const services = {
    images: new DynamoImageRepository(database.client, database.table),
    originals,
    renditions,
    resizer: new SharpImageResizer(settings),
    urls: new S3SignedUrls({
      originals: { bucket: 'originals', url: origin + bucketPaths.originals },
      renditions: { bucket: 'renditions', url: origin + bucketPaths.renditions },
      signer,
      clock: systemClock,
    }),
  };

  const queue = await UploadQueue.open(
    {
      folder: join(dataDir, 'queue'),
      deliver: resizeWorker(common, services),
      onFailure: ({ id, receives }, error, givenUp) =>
        consoleLog.error(`message ${id} failed for the ${receives}. time${givenUp ? ' and was given up' : ''}`, error),
    },
    async ({ body }) => {
      const written = await Promise.all(parseS3Event(body).map(({ key, version }) => originals.stat(key, version)));
      return written.some((facts) => facts !== undefined);
    },
  );
  closers.push(() => queue.close());

  const api = createApp<GatewayBindings>(await loadRoutes(common, services), ({ owner }) => owner);
  const gateway = createGateway({ rows: endpoints, issuer: await Issuer.open(dataDir), api });
  const web = getRequestListener(new Hono().route('/', await createPage()).mount('/', gateway.fetch).fetch);
  const objects = new ObjectServer({ originals, renditions, signer, clock: systemClock, origin, queue });
  server.serve(async (request, response) =>
    request.url?.startsWith('/s3/') ? objects.handle(request, response) : web(request, response),
  );
}
