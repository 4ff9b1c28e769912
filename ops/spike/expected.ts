import type { Experience } from '../../estimate/simulation/measurement';
import type { Model } from '../../estimate/simulation/model';
import type { WorkerResult } from '../../estimate/simulation/result';
import { simulate } from '../../estimate/simulation/simulate';
import { simulateSpike } from '../../estimate/simulation/simulate-spike';
import { defaultAccountConcurrency, defaultSeed } from '../../estimate/simulation/users-feel';
import type { Template } from '../../estimate/template/template';
import { spikeHour, usualShape } from '../../estimate/traffic/shape';

/** What the simulation expects of a spike. */
export interface Expected {
  readonly requests: Experience;
  /** Until the queue of the uploads is empty, in seconds. @default - no uploads */
  readonly drainSeconds?: number;
  /** What it assumes. */
  readonly assumes: string;
}

/** A stage: its functions scale, and its throttle rejects. */
export function expectedOfStage(template: Template, atOnce: number, areUploads: boolean, concurrency?: number): Expected {
  const accountConcurrency = concurrency ?? defaultAccountConcurrency;
  const given = areUploads ? { reads: 0, uploads: atOnce } : { reads: atOnce, uploads: 0 };
  const { result } = simulateSpike(template, given, accountConcurrency, defaultSeed);
  if (!result.spike) throw new Error('The template has no route for the requests.');
  return {
    requests: result.spike,
    ...(areUploads && { drainSeconds: result.workers[0]?.longestDrainSeconds }),
    assumes: `no idle instance, a concurrency limit of ${accountConcurrency}, and no network to the client`,
  };
}

/** What a process that does one thing at a time needs, as measured, in milliseconds. */
export interface Capacity {
  readonly msPerRequest: number;
  /** From the file to READY. @default - no uploads */
  readonly msPerUpload?: number;
}

/** One process, such as the local run: nothing is rejected, and each request waits for those before it. */
export function expectedOfProcess({ msPerRequest, msPerUpload }: Capacity, atOnce: number): Expected {
  const upload = msPerUpload === undefined ? '' : ` and ${msPerUpload.toFixed(0)} ms for an upload`;
  return {
    requests: oneAtATime(msPerRequest, atOnce),
    ...(msPerUpload !== undefined && { drainSeconds: oneAtATime(msPerUpload, atOnce).longestDrainSeconds }),
    assumes: `one process that takes ${msPerRequest.toFixed(1)} ms for a request${upload}, as measured before`,
  };
}

/** What waits for a worker that does one thing at a time, when everything arrives at once. */
function oneAtATime(ms: number, atOnce: number): WorkerResult {
  const model: Model = {
    functions: [
      { name: 'worker', ms, coldMs: 0, warm: 0 },
      { name: 'door', ms: 0, coldMs: 0, warm: atOnce },
    ],
    routes: [{ name: 'door', fn: 1, perSecond: 0, shareOfSpike: 1, feeds: 0 }],
    workers: [{ name: 'worker', fn: 0, perSecond: 0, batchSize: 1, maxConcurrency: 1 }],
    shape: { ...usualShape('spike'), atOnce },
    accountConcurrency: 1_000_000,
    spread: 0.5,
    keepSeconds: 600,
    gatewayMs: 0,
    uploadSeconds: 0,
  };
  const from = spikeHour * 3600;
  const [worker] = simulate(model, { from, countFrom: from, to: from + 1 }, defaultSeed).workers;
  if (!worker) throw new Error('The simulation has lost its only worker.');
  return worker;
}
