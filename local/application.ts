import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { getRequestListener, RequestError } from '@hono/node-server';
import { UserError } from '../cli/user-error';
import { systemClock } from '../lambda/adapters/system-clock';
import { parseAnnouncedUpload } from '../lambda/core/announced-upload';
import type { Clock } from '../lambda/core/ports';
import { parseS3Event } from '../lambda/events/s3-upload-event';
import type { TriggerRow } from '../lambda/events/trigger-row';
import type { Log } from '../lambda/services';
import { buildPage, type PageFile } from '../web/build';
import { addressOf } from './address';
import { type Code, type CodeProps, loadCode } from './code';
import { Issuer, issuerPath } from './cognito/issuer';
import { SignInServer } from './cognito/sign-in-server';
import { DataLock } from './data-lock';
import { runExpiry } from './dynamodb/expiry';
import { EventBus } from './eventbridge/event-bus';
import { openWebhook } from './eventbridge/webhook';
import { type Invoke, loadTriggerFunctions, type TriggerFunction } from './functions';
import { listen } from './http-server';
import { consoleLog, type LocalLog } from './log';
import { ObjectServer } from './s3/object-server';
import { webhookFolder } from './sqs/box';
import type { QueuedMessage } from './sqs/message-queue';
import { recoverUploads } from './sqs/recover-uploads';
import { type LocalStores, openStores } from './stores';
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
  /** What takes long, as `main.ts` begins it. @default - begun by this function */
  readonly begun?: Begun;
  /** @default - the rows of `lambda/events/triggers.ts`, each with its file */
  readonly functions?: readonly TriggerFunction[];
  /** @default - the system's clock */
  readonly clock?: Clock;
  /** @default - stderr */
  readonly log?: LocalLog;
}

export interface Begun {
  /** The process of the database. */
  readonly database: ChildProcess;
  /** The key of a new data folder. */
  readonly key?: Promise<string>;
  readonly page: Promise<PageFile[]>; // part: web
}

export interface Application {
  /** URL for programs on this computer. */
  readonly url: string;
  /** URL for browsers: `url`, unless a proxy forwards the port. */
  readonly origin: string;
  /** Finishes work in progress and closes everything. */
  close(): Promise<void>;
  readonly replacing: Replacing; // part: watch
}

// part: watch
/** Replaces parts of a running application. Calls in progress finish with the previous code. */
export interface Replacing {
  /** The triggers of the start. Only their functions are replaced. */
  readonly triggers: readonly TriggerRow[];
  /** @returns the triggers of the new code @throws Error when it cannot be loaded; the previous code stays */
  code(load: typeof loadCode): Promise<readonly TriggerRow[]>;
  /** Builds the page again. @throws UserError when it cannot be built; the previous page stays */
  page(): Promise<void>; // part: web
}

/**
 * The whole application in this process: the composition root of the local run.
 * @throws UserError when it cannot start, with the fix
 */
export async function startApplication(props: ApplicationProps): Promise<Application> {
  const { dataDir, port, publicOrigin, clock = systemClock, log = consoleLog, begun } = props;
  const page = builtPage(begun?.page); // part: web
  page.catch(() => undefined); // part: web
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
    const address = addressOf(server.port, publicOrigin);
    const { url, origin } = address;
    const opened = Issuer.open(dataDir, address, begun?.key);
    closers.push(async () => void (await opened.catch(() => undefined)));

    const functions = props.functions ?? (await loadTriggerFunctions());
    const triggers = new Triggers({ rows: functions.map(({ row }) => row), dataDir, clock, log });
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
    const stores = await openStores({ dataDir, log, feed, database: begun?.database });
    closers.push(() => stores.close());
    closers.push(() => triggers.close());
    // Delivery starts after the code was loaded.
    let code: Code;
    const functionOf =
      (name: string): Invoke =>
      async (event) =>
        code.functions.get(name)?.(event);
    await triggers.open({ functionOf, bus, recover: { uploads: unlessCutOff(stores, log) } });
    const queue = triggers.queue('uploads');
    // part: ops
    const boxes = {
      ...triggers.boxes,
      ...(webhook && { webhook }), // part: webhook
    };
    const issuer = await opened;
    const codeProps: CodeProps = {
      stores,
      origin,
      clock,
      log,
      issuer,
      uploads: sender.uploads,
      queues: sender,
      events: bus,
      functions,
      queue,
      boxes, // part: ops
      page: await page, // part: web
    };
    code = await loadCode(codeProps);
    const signIn = new SignInServer(issuer, log); // part: web
    const web = getRequestListener((request) => code.answer(request), { errorHandler: answerFault(log) });
    const objects = new ObjectServer({ ...stores, clock, origin, queue, log });
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
    const { images } = code.services.own;
    const { originals } = stores;
    const upkeep = recoverUploads({ originals, images, queue, log, signal }).then(() => triggers.runTimers(signal));
    const expiry = runExpiry({ database: stores.database, feed, clock, log }, signal);
    closers.push(async () => {
      stopping.abort();
      await Promise.all([upkeep, expiry]);
    });

    // part: watch
    let used = { load: loadCode, props: codeProps };
    // part: watch
    const use = async (next: typeof used) => {
      const loaded = await next.load(next.props);
      used = next;
      // A trigger whose row was removed stays until the next start, and so does its function.
      code = { ...loaded, functions: new Map([...code.functions, ...loaded.functions]) };
      return loaded.triggers;
    };
    // part: watch
    const replacing: Replacing = {
      triggers: code.triggers,
      code: (load) => use({ load, props: { ...used.props, functions: props.functions } }),
      // part: web
      async page() {
        const built = await builtPage();
        await use({ ...used, props: { ...used.props, page: built } });
      },
    };
    return {
      url,
      origin,
      close,
      replacing, // part: watch
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Discards the message of an upload without an object: a crash interrupted the upload after the message was written. */
function unlessCutOff({ originals }: LocalStores, log: Log): (message: QueuedMessage) => Promise<string | undefined> {
  return async ({ body, receives }) => {
    if (parseAnnouncedUpload(body)) return body;
    const objects = parseS3Event(body).map(({ key, version }) => originals.stat(key, version));
    const found = await Promise.allSettled(objects);
    // A corrupt object exists; the worker reports it.
    if (receives > 0 || found.some((object) => object.status === 'rejected' || object.value !== undefined)) return body;
    log.warn('An upload was interrupted when the application ended. Its file does not exist.', { message: body });
    return undefined;
  };
}

// part: web
/** @throws UserError when the page's source cannot be built */
function builtPage(files = buildPage()): Promise<PageFile[]> {
  return files.catch(({ message }: Error) => {
    throw new UserError(`Cannot build the page (${message.replaceAll(/\s*\n\s*/g, ' ')}). Fix its source in web/.`);
  });
}

/** A malformed request is rejected like API Gateway does. All other errors are internal. */
const answerFault = (log: Log) => (error: unknown) => {
  if (error instanceof RequestError) return Response.json({ message: 'Bad Request' }, { status: 400 });
  log.error('A request failed.', error as Error);
  return Response.json({ message: 'Internal Server Error' }, { status: 500 });
};
