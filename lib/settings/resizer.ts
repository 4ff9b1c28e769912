import { UserError } from '../../cli/user-error';
import { type NamesOf, requireKnownNames, requireOneOf, requireWholeNumber } from './requirements';

/** Uploads are resized by the function `resize-image`. */
export interface FunctionResizer {
  readonly compute: 'lambda';
}

/** Uploads are resized by containers on Fargate, which run `npm run serve -- --worker`. */
export interface FargateResizer {
  readonly compute: 'fargate';
  /**
   * The image, for arm64, in a repository of ECR, with a digest or with a tag that never moves:
   * `111122223333.dkr.ecr.eu-central-1.amazonaws.com/images@sha256:…`.
   */
  readonly image: string;
  /** Whether tasks run on spare capacity, which costs less, and may be missing or taken back at any time. @default false */
  readonly spot?: boolean;
  /** vCPUs of a task, which resizes as many images at a time: 1, 2 or 4. A vCPU has 2 GB of memory. @default 1 */
  readonly vcpus?: number;
  /** Tasks that always run, 0 to 100. With 0, the first upload after hours without one may wait for a quarter of an hour. @default 0 */
  readonly minTasks?: number;
  /** Tasks that run at most, 1 to 100. A new account has a quota of few vCPUs of Fargate. @default 3 */
  readonly maxTasks?: number;
  /** Uploads in the queue, or in hand, for each task. More of them start further tasks, 1 to 1000. @default 10 */
  readonly uploadsPerTask?: number;
}

export type ResizerSettings = FunctionResizer | FargateResizer;

export const resizerDefaults = { spot: false, vcpus: 1, minTasks: 0, maxTasks: 3, uploadsPerTask: 10 } as const;

/** Repository of ECR, followed by a digest or a tag. */
const imageForm =
  /^(\d{12})\.dkr\.ecr\.([a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com\/([a-z0-9]+(?:[._/-][a-z0-9]+)*)(?:@sha256:[0-9a-f]{64}|:[\w][\w.-]{0,127})$/;

/** Returns where an image is. @throws UserError unless it names an image in ECR that never changes */
export function repositoryOf(image: string): { readonly account: string; readonly region: string; readonly name: string } {
  const [, account, region, name] = imageForm.exec(image) ?? [];
  if (account && region && name && !image.endsWith(':latest')) return { account, region, name };
  throw new UserError(
    `Invalid value "${image}" for resizer.image. Use an image in ECR with its digest, or with a tag other than latest, so that a ` +
      'rollback finds the image that it ran before: 111122223333.dkr.ecr.eu-central-1.amazonaws.com/images@sha256:…',
  );
}

/** @throws UserError for settings that AWS would reject at deployment, or that would start no task */
export function checkResizer(settings: ResizerSettings): void {
  requireOneOf('resizer.compute', settings.compute, ['lambda', 'fargate']);
  requireKnownNames('resizer', settings, settings.compute === 'fargate' ? fargateNames : functionNames);
  if (settings.compute === 'lambda') return;
  repositoryOf(settings.image);
  const { spot, vcpus, minTasks, maxTasks, uploadsPerTask } = { ...resizerDefaults, ...settings };
  requireOneOf('resizer.spot', spot, [true, false]);
  requireOneOf<number>('resizer.vcpus', vcpus, [1, 2, 4]);
  requireWholeNumber('resizer.maxTasks', maxTasks, 1, 100);
  requireWholeNumber('resizer.minTasks', minTasks, 0, maxTasks);
  requireWholeNumber('resizer.uploadsPerTask', uploadsPerTask, 1, 1000);
}

const functionNames: NamesOf<FunctionResizer> = { compute: true };
const fargateNames: NamesOf<FargateResizer> = {
  ...functionNames,
  image: true,
  spot: true,
  vcpus: true,
  minTasks: true,
  maxTasks: true,
  uploadsPerTask: true,
};

/**
 * Parses the value of `-c resizer=`: `lambda`, or the image of a resizer on Fargate, with the stage's other values.
 * @throws UserError for any other value
 */
export function parseResizer(text: string, ofStage?: ResizerSettings): ResizerSettings {
  if (text === 'lambda') return { compute: 'lambda' };
  repositoryOf(text);
  return { ...(ofStage?.compute === 'fargate' && ofStage), compute: 'fargate', image: text };
}
