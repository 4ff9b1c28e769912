import { setTimeout as delay } from 'node:timers/promises';
import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { parseOptions, readArguments } from '../cli/options';
import { FunctionLog } from '../lambda/adapters/aws/function-log';
import { isSecretOf } from '../lambda/adapters/aws/secret-digest'; // part: web
import { type Permit, queueUrlKey } from '../lambda/contract';
import { originDigests, requireEnv } from '../lambda/environment';
import { functionDefaults, permitsOf } from '../lambda/function-row';
import { createApi } from './api';
import { hasQueue, type ServeEnvironment, serveEnvironment } from './environment';
import { startHttpServer } from './http-server';
import { loadEndpoints } from './load-endpoints';
import { loadQueueFunctions, type QueueFunction } from './queue-functions';
import { QueueWorker } from './queue-worker';
import { Readiness } from './readiness';
import { ContainerServices } from './services';
import { SqsSource } from './sqs-source';
import { TokenVerifier } from './token-verifier';

export const usage = [
  'npm run serve -- [--api] [--worker]',
  '  --api     serves the endpoints',
  '  --worker  processes the messages of the queues. Without one of the two, both.',
  '  --stack [NAME]  takes the resources from the outputs of a deployed stack, for a try-out on your computer', // part: ops
].join('\n');

/** Options of the process. */
export interface ServeOptions {
  readonly api: boolean;
  readonly worker: boolean;
}

/** @throws UsageError */
export function readServeOptions(args: readonly string[]): ServeOptions {
  return readArguments(args, usage, (given) => {
    const { values } = parseOptions(given, { options: { api: { type: 'boolean' }, worker: { type: 'boolean' } } });
    const { api = false, worker = false } = values;
    return api || worker ? { api, worker } : { api: true, worker: true };
  });
}

/** Serves until SIGTERM or SIGINT, and then finishes or returns its work. A second signal ends the process at once. @returns 0 */
export async function serve(options: ServeOptions): Promise<number> {
  const stopped = untilSignal();
  const endpoints = options.api ? loadEndpoints() : [];
  const functions = options.worker ? chosenFunctions() : [];
  const permits = [...endpoints, ...functions].flatMap(({ row }): readonly Permit[] => permitsOf(row));
  const environment = serveEnvironment({ api: options.api, queues: functions.map(({ row }) => row.on.queue), permits });
  const { concurrency, memoryMb } = environment;
  const log = new FunctionLog('serve');
  const services = new ContainerServices({ permits, ...environment });
  const tokens = new TokenVerifier(environment);
  const digests = originDigests(); // part: web
  const api = createApi({
    routes: endpoints.map((each) => ({ ...each, services: services.of(each.row.name, permitsOf(each.row)) })),
    tokens,
    log,
    isOriginSecret: digests && ((header) => isSecretOf(digests, header)), // part: web
  });
  const queues = functions.map((each) => openQueue(each, services, environment));
  const condition = new Readiness(
    {
      // A key that no record has.
      table: () => services.own.images?.find('readiness', 'readiness'),
      ...(options.api && { issuer: () => tokens.load() }),
      ...Object.fromEntries(queues.map(({ name, source }) => [`queue ${name}`, () => source.reach()])),
    },
    () => !queues.some(({ worker }) => worker.isStuck),
  );
  const server = await startHttpServer({ ...environment, condition, log, api: options.api ? api : undefined });
  for (const { worker } of queues) worker.start();
  log.info('started', { api: options.api, queues: queues.map(({ name }) => name), port: server.port, concurrency, memoryMb });
  // For programs that let the system choose the port.
  console.log(`ready http://localhost:${server.port}`);
  const signal = await stopped;
  condition.stop();
  log.info('stopping', { signal, graceSeconds: environment.graceSeconds });
  const deadline = environment.graceSeconds * 1000;
  const closed = server.close();
  const [ends] = await Promise.all([
    Promise.all(queues.map(({ worker }) => worker.stop(Math.max(0, deadline - returnMs)))),
    Promise.race([closed, delay(deadline)]),
  ]);
  server.cut();
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  log.info('stopped', { finished: sum(ends.map(({ finished }) => finished)), returned: sum(ends.map(({ returned }) => returned)) });
  return 0;
}

/** The functions of the queues whose URL is set; of the other queues, functions process the messages. All of them if none is set. */
function chosenFunctions(): QueueFunction[] {
  const all = loadQueueFunctions();
  const chosen = all.filter(({ row }) => hasQueue(row.on.queue));
  return chosen.length > 0 ? chosen : all;
}

/** A message that takes as many times the timeout of its function is stuck. */
const stuckTimeouts = 10;

/** Part of the grace time, to return what is not finished. */
const returnMs = 2000;

/** Resolves at the first signal to stop. The second ends the process. */
function untilSignal(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT']) {
      let received = 0;
      process.on(signal, () => {
        received += 1;
        if (received > 1) process.exit(1);
        resolve(signal);
      });
    }
  });
}

function openQueue({ row, handler }: QueueFunction, services: ContainerServices, environment: ServeEnvironment) {
  const { name } = row;
  const { timeoutSeconds } = { ...functionDefaults, ...row };
  const { concurrency, hiddenSeconds, waitSeconds, memoryMb } = environment;
  const own = services.of(name, permitsOf(row));
  const source = new SqsSource({ queueUrl: requireEnv(queueUrlKey(row.on.queue)), hiddenSeconds, waitSeconds });
  let coldStart = true;
  const handle = async (message: SQSRecord) => {
    const host = { memoryMb, coldStart };
    coldStart = false;
    try {
      const answer = await handler({ Records: [message] }, own, host);
      const { batchItemFailures = [] } = (answer ?? {}) as Partial<SQSBatchResponse>;
      if (batchItemFailures.length > 0) throw new Error(`${name} reported message ${message.messageId} as failed.`);
    } catch (error) {
      own.log.error(`${name} failed`, error as Error);
      throw error;
    }
  };
  const longestSeconds = stuckTimeouts * timeoutSeconds;
  const worker = new QueueWorker({ queue: row.on.queue, source, handle, concurrency, hiddenSeconds, longestSeconds, log: own.log });
  return { name: row.on.queue, source, worker };
}
