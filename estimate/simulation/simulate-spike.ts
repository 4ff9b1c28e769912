import type { Template } from '../template/template';
import { spikeHour, usualShape } from '../traffic/shape';
import { profiles, type Traffic } from '../traffic/traffic';
import { buildModel } from './build-model';
import { type FirstLimit, firstLimit } from './first-limit';
import type { Model } from './model';
import type { Result } from './result';
import { simulate } from './simulate';

/** Requests at the same moment. */
export interface AtOnce {
  /** Lists of images. For another application: requests of all its routes. */
  readonly reads: number;
  /** Uploads: each begins with a request. */
  readonly uploads: number;
}

export interface SimulatedSpike {
  readonly model: Model;
  readonly result: Result;
  readonly firstLimit: FirstLimit;
}

const spikeSecond = spikeHour * 3600;

/** Simulates requests at once to a stage that no one has used for a while, with ten minutes for its queue. */
export function simulateSpike(
  template: Template,
  { reads, uploads }: AtOnce,
  accountConcurrency: number,
  seed: number,
): SimulatedSpike {
  const shape = { ...usualShape('spike'), atOnce: reads + uploads };
  const traffic: Traffic = { ...profiles.idle, requestsPerDay: reads, imagesPerDay: uploads, listShare: 1, shape };
  const { routes, workers, ...model } = buildModel(template, traffic, accountConcurrency);
  // Only what arrives at once.
  const alone: Model = {
    ...model,
    routes: routes.map((route) => ({ ...route, perSecond: 0 })),
    workers: workers.map((worker) => ({ ...worker, perSecond: 0 })),
  };
  const result = simulate(alone, { from: spikeSecond, countFrom: spikeSecond, to: spikeSecond + 600 }, seed);
  return { model: alone, result, firstLimit: firstLimit(alone, result) };
}
