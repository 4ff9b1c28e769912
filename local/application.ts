import { join } from 'node:path';
import { getRequestListener, RequestError } from '@hono/node-server';
import { Hono } from 'hono';
import { UserError } from '../cli/user-error';
import { systemClock } from '../lambda/adapters/system-clock';
import { createApp } from '../lambda/api/app';
import { endpoints } from '../lambda/api/endpoints';
import { verifiedOwner } from '../lambda/api/verified-owner';
import { imageChangedPatterns, uploadMaxReceives } from '../lambda/contract';
import { parseAnnouncedUpload } from '../lambda/core/announced-upload';
import { reservedOwnerPrefixes } from '../lambda/core/keys';
import type { Clock } from '../lambda/core/ports';
import { parseS3Event } from '../lambda/events/s3-upload-event';
import type { Log } from '../lambda/services';
import { buildPage, type PageFile } from '../web/build';
import { addressOf } from './address';
import { createGateway, type GatewayBindings } from './api-gateway/gateway';
import { loadRoutes } from './api-gateway/routes';
import { Issuer, issuerPath } from './cognito/issuer';
import { SignInServer } from './cognito/sign-in-server';
import { DataLock } from './data-lock';
import { ChangeFeed } from './dynamodb/change-feed';
import { ChangeQueue } from './dynamodb/change-queue';
import { changeWorker } from './dynamodb/change-worker';
import { runExpiry } from './dynamodb/expiry';
import { EventBus } from './eventbridge/event-bus';
import { hasDoneSomething, runSweepTimer } from './eventbridge/sweep-timer';
import { Webhook } from './eventbridge/webhook';
import { listen } from './http-server';
import { consoleLog, type LocalLog, quiet } from './log';
import { createReference } from './openapi/reference';
import { createPage } from './page';
import { ObjectServer } from './s3/object-server';
import { type LocalServices, openServices } from './services';
import { type DeadLetterBoxes, queueFolders } from './sqs/box';
import { createDeadLetters } from './sqs/dead-letter-routes';
import { MessageQueue } from './sqs/message-queue';
import { QueueAnnouncer } from './sqs/queue-announcer';
import { recoverUploads } from './sqs/recover-uploads';
import { createResizeAgain } from './sqs/resize-again';
import { resizeWorker } from './sqs/resize-worker';

export interface ApplicationProps {
  /** Folder of everything that survives a restart. */
  readonly dataDir: string;
  /** 0 for a free one. */
  readonly port: number;
  /** Where a proxy that forwards the port is reached, such as `https://name-3000.app.github.dev`. @default - no proxy does */
  readonly publicOrigin?: string;
  /** Where every event of an image is sent, too. @default - nowhere */
  readonly webhookUrl?: string;
  /** @default - the system's */
  readonly clock?: Clock;
  /** @default - the error stream */
  readonly log?: LocalLog;
}

export interface Application {
  /** Where programs on this computer reach it. */
  readonly url: string;
  /** Where browsers reach it: `url`, unless a proxy forwards the port. */
  readonly origin: string;
  /** Finishes what is in work and closes everything. */
  close(): Promise<void>;
}

/**
 * The whole application in this process: the composition root of the local run.
 * @throws UserError when it cannot start, with what to do
 */
export async function startApplication({
  dataDir,
  port,
  publicOrigin,
  webhookUrl,
  clock = systemClock,
  log = consoleLog,
}: ApplicationProps): Promise<Application> {
  const closers: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const lock = await DataLock.take(dataDir, port);
    closers.push(() => lock.release());
    const server = await listen(port, log, publicOrigin);
    closers.push(() => server.close());
    await lock.announce(server.port);
    // Takes longest, and another process does it: it goes on while the rest is opened, which may fail first.
    const page = builtPage();
    page.catch(() => undefined);
    const address = addressOf(server.port, publicOrigin);
    const { url, origin } = address;
    const issuer = await Issuer.open(dataDir, address);

    const webhook = webhookUrl
      ? await Webhook.open({ folder: join(dataDir, queueFolders.webhook), url: webhookUrl, log })
      : undefined;
    if (webhook) closers.push(() => webhook.close());
    const events = new EventBus(log, webhook ? [(event) => webhook.take(event)] : []);
    const announcer = new QueueAnnouncer();
    const changes = new ChangeQueue({
      folder: join(dataDir, queueFolders.changes),
      patterns: imageChangedPatterns,
      ignoredOwners: Object.values(reservedOwnerPrefixes),
      log,
    });
    const feed = new ChangeFeed(changes, clock, log);
    const services = await openServices({ dataDir, origin, clock, log, uploads: announcer, events, feed });
    closers.push(() => services.close());
    await changes.open(feed, changeWorker({ ...services.common, log: quiet(log) }, services.own));
    closers.push(() => changes.close());
    const queue = await openQueue(dataDir, services);
    closers.push(() => queue.close());
    announcer.connect(queue);
    const boxes = { uploads: queue, changes, ...(webhook && { webhook }) };
    const signIn = new SignInServer(issuer, log);
    const web = getRequestListener((await createWeb({ issuer, origin, services, boxes, queue, page })).fetch, {
      errorHandler: answerFault(log),
    });
    const objects = new ObjectServer({ ...services.own, signer: services.signer, clock, origin, queue, log });
    server.serve(async (request, response) => {
      if (request.url?.startsWith('/s3/')) return objects.handle(request, response);
      if (request.url?.startsWith(`${issuerPath}/`)) return signIn.handle(request, response);
      return web(request, response);
    });
    // Now the first to be closed: nobody is to ask for what is closing.
    closers.push(() => server.close());

    // Nothing above delivers anything, and nothing below can fail: a start that fails has worked on nothing that waits.
    webhook?.start();
    changes.start();
    queue.start();
    const stopping = new AbortController();
    const { signal } = stopping;
    const sweeping = { own: services.own, common: { ...services.common, log: quiet(log, hasDoneSomething) } };
    const upkeep = recoverUploads({ ...services.own, queue, log, signal }).then(() => runSweepTimer(sweeping, signal));
    const expiry = runExpiry({ database: services.database, feed, clock, log }, signal);
    closers.push(async () => {
      stopping.abort();
      await Promise.all([upkeep, expiry]);
    });
    return { url, origin, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function openQueue(dataDir: string, { common, own }: LocalServices): Promise<MessageQueue> {
  return MessageQueue.open(
    {
      folder: join(dataDir, queueFolders.uploads),
      deliver: resizeWorker(common, own),
      maxReceives: uploadMaxReceives,
      onFailure: ({ id, receives }, error, givenUp) =>
        common.log.error(`message ${id} failed for the ${receives}. time${givenUp ? ' and was given up' : ''}`, error),
      onDamage: (file) =>
        common.log.warn('A message of the queue is damaged and was put aside; its upload is looked for among the originals.', {
          file,
        }),
    },
    // A message whose object does not exist was written down just before a crash cut the upload off, unless it was in work.
    async ({ body, receives }) => {
      if (parseAnnouncedUpload(body)) return body;
      const objects = parseS3Event(body).map(({ key, version }) => own.originals.stat(key, version));
      const found = await Promise.allSettled(objects);
      // A damaged object is there; the worker says what is wrong with it.
      if (receives > 0 || found.some((object) => object.status === 'rejected' || object.value !== undefined)) return body;
      common.log.warn('An upload was cut off when the application ended; its file is not there.', { message: body });
      return undefined;
    },
  );
}

interface WebProps {
  readonly issuer: Issuer;
  readonly origin: string;
  readonly services: LocalServices;
  readonly boxes: DeadLetterBoxes;
  readonly queue: MessageQueue;
  readonly page: Promise<PageFile[]>;
}

/** The page, what only the local run has, and behind the gateway the API. */
async function createWeb({ issuer, origin, services, boxes, queue, page: built }: WebProps): Promise<Hono> {
  const { common, own } = services;
  const routes = await loadRoutes({ ...common, log: quiet(common.log) }, own);
  // Senders need the secret before their first request, and the file exists once the secret has been read.
  for (const { row } of routes) if (row.access === 'signed') await own.secrets.read(row.secret);
  const api = createApp<GatewayBindings>(routes, ({ claims }) => verifiedOwner(claims));
  const gateway = createGateway({ rows: endpoints, issuer, api });
  const page = createPage({ origin, issuer: issuer.url, files: await built });
  return new Hono()
    .route('/', page.files)
    .route('/', createDeadLetters(boxes))
    .route('/', createResizeAgain(services, queue))
    .route('/', createReference(origin))
    .route('/', page.unknown)
    .all('*', ({ req }) => gateway.fetch(req.raw));
}

/** @throws UserError when the page's source cannot be built */
function builtPage(): Promise<PageFile[]> {
  return buildPage().catch(({ message }: Error) => {
    throw new UserError(`The page cannot be built (${message.replaceAll(/\s*\n\s*/g, ' ')}). Fix its source in web/.`);
  });
}

/** What is no request at all is refused as API Gateway does; everything else is our fault. */
const answerFault = (log: Log) => (error: unknown) => {
  if (error instanceof RequestError) return Response.json({ message: 'Bad Request' }, { status: 400 });
  log.error('A request failed.', error as Error);
  return Response.json({ message: 'Internal Server Error' }, { status: 500 });
};
