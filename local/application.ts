import { join } from 'node:path';
import { getRequestListener, RequestError } from '@hono/node-server';
import { Hono } from 'hono';
import { UserError } from '../cli/user-error';
import { systemClock } from '../lambda/adapters/system-clock';
import { createApp } from '../lambda/api/app';
import { endpoints } from '../lambda/api/endpoints';
import { verifiedOwner } from '../lambda/api/verified-owner';
import { parseAnnouncedUpload } from '../lambda/core/announced-upload';
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
import { runExpiry } from './dynamodb/expiry';
import { EventBus } from './eventbridge/event-bus';
import { openWebhook } from './eventbridge/webhook';
import { loadTriggerFunctions, type TriggerFunction } from './functions';
import { listen } from './http-server';
import { consoleLog, type LocalLog, quiet } from './log';
import { createReference } from './openapi/reference';
import { createPage } from './page';
import { ObjectServer } from './s3/object-server';
import { type LocalServices, openServices } from './services';
import { type DeadLetterBoxes, webhookFolder } from './sqs/box';
import { createDeadLetters } from './sqs/dead-letter-routes';
import type { MessageQueue, QueuedMessage } from './sqs/message-queue';
import { recoverUploads } from './sqs/recover-uploads';
import { createResizeAgain } from './sqs/resize-again';
import { Triggers } from './triggers';

export interface ApplicationProps {
  /** Folder of all persistent data. */
  readonly dataDir: string;
  /** 0 selects a free port. */
  readonly port: number;
  /** URL of a proxy that forwards the port, such as `https://name-3000.app.github.dev`. @default - none */
  readonly publicOrigin?: string;
  /** URL that receives every event. @default - none */
  readonly webhookUrl?: string; // part: webhook
  /** @default - the rows of `lambda/events/triggers.ts`, each with its file */
  readonly functions?: readonly TriggerFunction[];
  /** @default - the system's clock */
  readonly clock?: Clock;
  /** @default - stderr */
  readonly log?: LocalLog;
}

export interface Application {
  /** URL for programs on this computer. */
  readonly url: string;
  /** URL for browsers: `url`, unless a proxy forwards the port. */
  readonly origin: string;
  /** Finishes work in progress and closes everything. */
  close(): Promise<void>;
}

/**
 * The whole application in this process: the composition root of the local run.
 * @throws UserError when it cannot start, with the fix
 */
export async function startApplication(props: ApplicationProps): Promise<Application> {
  const { dataDir, port, publicOrigin, functions, clock = systemClock, log = consoleLog } = props;
  const closers: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const lock = await DataLock.take(dataDir, port);
    closers.push(() => lock.release());
    const server = await listen(port, log, publicOrigin);
    closers.push(() => server.close());
    await lock.announce(server.port, publicOrigin);
    // Takes the longest, in another process. It runs in parallel with the rest, which may fail first.
    const page = builtPage(); // part: web
    page.catch(() => undefined); // part: web
    const address = addressOf(server.port, publicOrigin);
    const { url, origin } = address;
    const issuer = await Issuer.open(dataDir, address);

    const triggers = new Triggers({ functions: functions ?? (await loadTriggerFunctions()), dataDir, clock, log });
    const { sender, feed } = triggers;
    const bus = new EventBus(log);
    // part: webhook
    const webhook = props.webhookUrl
      ? await openWebhook({ folder: join(dataDir, webhookFolder), url: props.webhookUrl, log })
      : undefined;
    // part: webhook
    if (webhook) {
      closers.push(() => webhook.close());
      bus.subscribe((event) => webhook.take(event));
    }
    const services = await openServices({
      dataDir,
      origin,
      clock,
      log,
      uploads: sender.uploads,
      queues: sender,
      events: bus,
      feed,
    });
    closers.push(() => services.close());
    closers.push(() => triggers.close());
    await triggers.open({ services, bus, recover: { uploads: unlessCutOff(services) } });
    const queue = triggers.queue('uploads');
    const signIn = new SignInServer(issuer, log); // part: web
    // part: ops
    const boxes = {
      ...triggers.boxes,
      ...(webhook && { webhook }), // part: webhook
    };
    const app = await createWeb({
      issuer,
      origin,
      services,
      queue,
      boxes, // part: ops
      page, // part: web
    });
    const web = getRequestListener(app.fetch, { errorHandler: answerFault(log) });
    const objects = new ObjectServer({ ...services.own, signer: services.signer, clock, origin, queue, log });
    server.serve(async (request, response) => {
      if (request.url?.startsWith('/s3/')) return objects.handle(request, response);
      if (request.url?.startsWith(`${issuerPath}/`)) return signIn.handle(request, response); // part: web
      return web(request, response);
    });
    // Closed first, so that no request reaches a service that is closing.
    closers.push(() => server.close());

    // Nothing above delivers messages, and nothing below can fail: a failed start does not process waiting messages.
    webhook?.start(); // part: webhook
    triggers.start();
    const stopping = new AbortController();
    const { signal } = stopping;
    const upkeep = recoverUploads({ ...services.own, queue, log, signal }).then(() => triggers.runTimers(signal));
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

/** Discards the message of an upload without an object: a crash interrupted the upload after the message was written. */
function unlessCutOff({ common, own }: LocalServices): (message: QueuedMessage) => Promise<string | undefined> {
  return async ({ body, receives }) => {
    if (parseAnnouncedUpload(body)) return body;
    const objects = parseS3Event(body).map(({ key, version }) => own.originals.stat(key, version));
    const found = await Promise.allSettled(objects);
    // A corrupt object exists; the worker reports it.
    if (receives > 0 || found.some((object) => object.status === 'rejected' || object.value !== undefined)) return body;
    common.log.warn('An upload was interrupted when the application ended. Its file does not exist.', { message: body });
    return undefined;
  };
}

interface WebProps {
  readonly issuer: Issuer;
  readonly origin: string;
  readonly services: LocalServices;
  readonly boxes: DeadLetterBoxes; // part: ops
  readonly queue: MessageQueue;
  readonly page: Promise<PageFile[]>; // part: web
}

/** What only the local run serves; behind it, the gateway and the API. */
async function createWeb(props: WebProps): Promise<Hono> {
  const { issuer } = props;
  const { common, own } = props.services;
  const routes = await loadRoutes({ ...common, log: quiet(common.log) }, own);
  // Senders need the secret before their first request. The file exists after the secret was read once.
  for (const { row } of routes) if (row.access === 'signed') await own.secrets.read(row.secret); // part: signed
  const api = createApp<GatewayBindings>(routes, ({ claims }) => verifiedOwner(claims));
  const gateway = createGateway({ rows: endpoints, issuer, api });
  const app = new Hono();
  const page = createPage({ origin: props.origin, issuer: issuer.url, files: await props.page }); // part: web
  app.route('/', page.files); // part: web
  app.route('/', createDeadLetters(props.boxes)); // part: ops
  app.route('/', createResizeAgain(props.services, props.queue)); // part: ops
  app.route('/', createReference(props.origin)); // part: reference
  app.route('/', page.unknown); // part: web
  return app.all('*', ({ req }) => gateway.fetch(req.raw));
}

// part: web
/** @throws UserError when the page's source cannot be built */
function builtPage(): Promise<PageFile[]> {
  return buildPage().catch(({ message }: Error) => {
    throw new UserError(`Cannot build the page (${message.replaceAll(/\s*\n\s*/g, ' ')}). Fix its source in web/.`);
  });
}

/** A malformed request is rejected like API Gateway does. All other errors are internal. */
const answerFault = (log: Log) => (error: unknown) => {
  if (error instanceof RequestError) return Response.json({ message: 'Bad Request' }, { status: 400 });
  log.error('A request failed.', error as Error);
  return Response.json({ message: 'Internal Server Error' }, { status: 500 });
};
