import { Duration, Size } from 'aws-cdk-lib';
import { type EndpointName, endpoints } from '../lambda/api/endpoints';
import { type TriggerName, triggers } from '../lambda/events/triggers';

export type FunctionName = EndpointName | TriggerName;

/** Every function of the application. */
export const functionNames: readonly FunctionName[] = [...endpoints, ...triggers].map(({ name }) => name);

/** What a function gets of a machine. */
export interface FunctionSize {
  /** Sets the share of CPU too: 1769 MiB is one vCPU. */
  readonly memory: Size;
  readonly timeout: Duration;
}

const defaultSize: FunctionSize = { memory: Size.mebibytes(512), timeout: Duration.seconds(10) };

const sizes: Readonly<Partial<Record<FunctionName, FunctionSize>>> = {
  // They ask several services one after the other; API Gateway waits for 30 seconds.
  'create-image': { ...defaultSize, timeout: Duration.seconds(29) },
  'retry-image': { ...defaultSize, timeout: Duration.seconds(29) },
  // Resizing is bound by CPU: less memory costs as much per image and takes longer, more gains nothing for a single image.
  'resize-image': { memory: Size.mebibytes(1769), timeout: Duration.seconds(90) },
  // For one change that takes as long as can be; a batch that takes longer is halved and comes again.
  'image-changed': { ...defaultSize, timeout: Duration.minutes(2) },
  // Begins nothing new after half of it: what is begun by then has time for the slowest answers.
  'sweep-uploads': { ...defaultSize, timeout: Duration.minutes(5) },
};

export function sizeOf(name: FunctionName): FunctionSize {
  return sizes[name] ?? defaultSize;
}
