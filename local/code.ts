import { Hono } from 'hono';
import { createApp } from '../lambda/api/app';
import { endpoints } from '../lambda/api/endpoints';
import { verifiedOwner } from '../lambda/api/verified-owner';
import type { TriggerRow } from '../lambda/events/trigger-row';
import type { PageFile } from '../web/build';
import { createGateway, type GatewayBindings } from './api-gateway/gateway';
import type { Issuer } from './cognito/issuer';
import { deployed, type Invoke, loadRoutes, loadTriggerFunctions, type TriggerFunction } from './functions';
import { quiet } from './log';
import { createReference } from './openapi/reference';
import { createPage } from './page';
import { createServices, type LocalServices, type LocalServicesProps } from './services';
import type { DeadLetterBoxes } from './sqs/box';
import { createDeadLetters } from './sqs/dead-letter-routes';
import type { MessageQueue } from './sqs/message-queue';
import { createResizeAgain } from './sqs/resize-again';
import type { LocalStores } from './stores';
import { hintsFor } from './trigger-hints';

/** What the code needs from the application around it. */
export interface CodeProps extends LocalServicesProps {
  readonly stores: LocalStores;
  readonly issuer: Issuer;
  readonly boxes: DeadLetterBoxes; // part: ops
  /** The queue of uploads. */
  readonly queue: MessageQueue;
  /** The files of the page, as `buildPage` creates them. */
  readonly page: readonly PageFile[]; // part: web
  /** @default - the rows of `lambda/events/triggers.ts`, each with its file */
  readonly functions?: readonly TriggerFunction[];
}

/** The functions of the application behind its API and its triggers, without state: it can be replaced at any time. */
export interface Code {
  readonly services: LocalServices;
  /** Rows of the triggers. */
  readonly triggers: readonly TriggerRow[];
  /** Functions of the triggers, by name. */
  readonly functions: ReadonlyMap<string, Invoke>;
  /** Answers a request to the API, or to what only the local run serves. */
  answer(request: Request): Response | Promise<Response>;
}

/** @throws Error when a file cannot be loaded, or contradicts its row */
export async function loadCode(props: CodeProps): Promise<Code> {
  const services = createServices(props.stores, props);
  const functions = props.functions ?? (await loadTriggerFunctions());
  return {
    services,
    triggers: functions.map(({ row }) => row),
    functions: new Map(functions.map((each) => [each.row.name, behindTrigger(each, services)])),
    answer: await createWeb(props, services),
  };
}

function behindTrigger(each: TriggerFunction, { common, own }: LocalServices): Invoke {
  const { info } = hintsFor(each.row.name);
  return deployed(each, info ? { ...common, log: quiet(common.log, info) } : common, own);
}

async function createWeb(props: CodeProps, services: LocalServices): Promise<Code['answer']> {
  const { issuer } = props;
  const { common, own } = services;
  const routes = await loadRoutes({ ...common, log: quiet(common.log) }, own);
  // Senders need the secret before their first request. The file exists after the secret was read once.
  for (const { row } of routes) if (row.access === 'signed') await own.secrets.read(row.secret); // part: signed
  const api = createApp<GatewayBindings>(routes, ({ claims }) => verifiedOwner(claims));
  const gateway = createGateway({ rows: endpoints, issuer, api });
  const app = new Hono();
  const page = createPage({ origin: props.origin, issuer: issuer.url, files: props.page }); // part: web
  app.route('/', page.files); // part: web
  app.route('/', createDeadLetters(props.boxes)); // part: ops
  app.route('/', createResizeAgain(props.stores, services, props.queue)); // part: ops
  app.route('/', createReference(props.origin)); // part: reference
  app.route('/', page.unknown); // part: web
  app.all('*', ({ req }) => gateway.fetch(req.raw));
  return (request) => app.fetch(request);
}
