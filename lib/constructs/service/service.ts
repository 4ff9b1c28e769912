import { Annotations, Stack } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { type EndpointName, endpoints } from '../../../lambda/api/endpoints';
import { type EnvironmentKey, environmentFor, mallocArenas, type QueueUrlKey, queueUrlKey } from '../../../lambda/contract';
import { type TriggerName, triggers } from '../../../lambda/events/triggers';
import { permitsOf } from '../../../lambda/function-row';
import { appName } from '../../../lambda/names';
import { type FunctionName, sizeOf } from '../../functions';
import { concurrencyNotice, type Settings } from '../../settings/settings';
import { warmNotice } from '../../settings/warm';
import type { Storage } from '../storage/storage';
import { type ConnectedTrigger, connectTrigger } from './connect-trigger';
import { HttpApi } from './http-api';
import { keepWarm } from './keep-warm';
import { statementsFor } from './permissions';
import { ServiceFunction } from './service-function';
import { Webhook } from './webhook';

export interface ServiceProps {
  readonly settings: Settings;
  readonly storage: Storage;
  /** The packaged code of each function. */
  readonly code: (name: FunctionName) => Code;
  /** Version of the application, as `GET /health` returns it. */
  readonly version: string;
}

/** A function for each row of the two tables, and its triggers. */
export class Service extends Construct {
  readonly http: HttpApi;
  readonly functions: Readonly<Record<FunctionName, ServiceFunction>>;
  readonly bus: EventBus;
  readonly triggers: Readonly<Record<TriggerName, ConnectedTrigger>>;
  /** Missing without a webhook. */
  readonly webhook?: Webhook; // part: webhook
  // part: containers
  /** The values of environment variables, for containers that run the code of a function. */
  readonly environmentOf: (keys: readonly EnvironmentKey[]) => Record<string, string>;

  constructor(scope: Construct, id: string, { settings, storage, code, version }: ServiceProps) {
    super(scope, id);
    // A bus for each stack, so that the events of one copy reach no subscriber of another. CloudFormation requires a name for it.
    const bus = new EventBus(this, 'Events', { eventBusName: Stack.of(this).stackName });
    this.bus = bus;
    const originSecret = settings.web ? settings.web.originSecret : undefined; // part: web
    const queueUrls = Object.entries(storage.queues).map(([name, { queue }]) => [queueUrlKey(name), queue.queueUrl]);
    const environment: Readonly<Record<Exclude<EnvironmentKey, QueueUrlKey>, string> & Record<QueueUrlKey, string>> = {
      TABLE_NAME: storage.table.tableName,
      ORIGINALS_BUCKET: storage.originals.bucketName,
      RENDITIONS_BUCKET: storage.renditions.bucketName,
      ...Object.fromEntries(queueUrls),
      EVENT_BUS: bus.eventBusName,
      IMAGE_SETTINGS: JSON.stringify(settings.image),
      SERVICE_NAME: Stack.of(this).stackName,
      SERVICE_VERSION: version,
      ORIGIN_SHA256: originSecret?.sha256.join(',') ?? '', // part: web
      MALLOC_ARENA_MAX: mallocArenas,
    };
    const environmentOf = (keys: readonly EnvironmentKey[]) =>
      Object.fromEntries(keys.map((key) => [key, environment[key] as string]));
    this.environmentOf = environmentOf; // part: containers
    const functionFor = ({ name, summary, ...row }: (typeof endpoints | typeof triggers)[number]) => {
      const may = permitsOf(row);
      const keys = environmentFor(may);
      if (originSecret && 'path' in row) keys.push('ORIGIN_SHA256'); // part: web
      return new ServiceFunction(this, name, {
        description: summary,
        code: code(name),
        size: sizeOf(name),
        environment: environmentOf(keys),
        permissions: statementsFor(may, { ...storage, bus }),
        logRetention: settings.logRetention,
        tracing: settings.tracing,
      });
    };
    const handlers = byName(endpoints, functionFor);
    const listeners = byName(triggers, functionFor);
    this.functions = { ...handlers, ...listeners };

    Annotations.of(this).addInfoV2(`${appName}:concurrency`, concurrencyNotice(settings));
    this.http = new HttpApi(this, 'Http', { ...settings, signIn: storage.signIn, handlers });
    this.triggers = byName(triggers, (row) =>
      connectTrigger(this, row, {
        handler: listeners[row.name],
        storage,
        bus,
        settings,
        isServed: row.name === 'resize-image' && settings.resizer?.compute === 'fargate', // part: containers
      }),
    );
    if (settings.webhook) this.webhook = new Webhook(this, 'Webhook', { bus, ...settings.webhook }); // part: webhook
    this.warm(handlers, settings); // part: warm
  }

  // part: warm
  private warm(handlers: Record<EndpointName, ServiceFunction>, { warm, accountConcurrency }: Settings): void {
    const notice = warmNotice(warm, accountConcurrency);
    if (notice) Annotations.of(this).addWarningV2(`${appName}:warm`, notice);
    for (const { name } of endpoints) {
      const range = warm[name];
      if (range) keepWarm(handlers[name].alias, range);
    }
  }
}

/** Applies `f` to each row. @returns the results, by the rows' names */
function byName<Row extends { readonly name: FunctionName }, T>(rows: readonly Row[], f: (row: Row) => T): Record<Row['name'], T> {
  return Object.fromEntries(rows.map((row) => [row.name, f(row)])) as Record<Row['name'], T>;
}
