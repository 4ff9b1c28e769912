/** What a row must reach. A change of a target is a commit without other changes, so that no commit is judged by its own target. */
export interface Target {
  /**
   * What the limits apply to: `ratio` and `ours` are at most the limit, and `difference`, which is `ours` minus `baseline`, is at
   * least the limit.
   * @default ratio
   */
  readonly of?: 'ours' | 'difference';
  readonly must: number;
  /** @default - the same as `must` */
  readonly aim?: number;
}

const inputs = ['1/f', 'smooth', 'noise'];
const photos = ['photo dragonfly', 'photo mountains', 'photo sunset'];
const compared = [...inputs, ...photos];
const endpoints = ['create-image', 'list-images', 'get-image', 'delete-image', 'retry-image'];
const sizes = ['thumbnail', 'medium', 'full'];

const named = (names: readonly string[], target: Target): Record<string, Target> =>
  Object.fromEntries(names.map((name) => [name, target]));

/** By the name of the row. A row without a target is shown for comparison. */
export const targets: Readonly<Record<string, Target>> = {
  ...named(
    inputs.map((input) => `resize ${input}`),
    { must: 0.5, aim: 0.4 },
  ),
  ...named(
    photos.map((photo) => `resize ${photo}`),
    { must: 0.5, aim: 0.45 },
  ),
  ...named(
    compared.flatMap((input) => sizes.map((size) => `resize ${input}: bytes of ${size}`)),
    { must: 1.06 },
  ),
  ...named(
    compared.flatMap((input) => sizes.map((size) => `resize ${input}: SSIM of ${size}`)),
    { of: 'difference', must: -0.005 },
  ),
  'resize mean': { must: 0.45, aim: 0.4 },
  'resize Display P3': { must: 0.48, aim: 0.45 },
  'resize sRGB profile': { must: 0.48, aim: 0.45 },
  'resize progressive': { must: 0.42 },
  'resize PNG': { must: 0.45 },
  'resize WebP': { must: 0.42 },
  'resize rotated': { must: 0.55 },
  'resize CMYK': { must: 0.65 },
  'resize to JPEG': { must: 1.3, aim: 1.15 },
  ...named(
    ['JPEG', 'progressive', 'PNG', 'WebP', 'Display P3', 'CMYK'].map((input) => `memory ${input}`),
    { of: 'ours', must: 240 },
  ),
  'memory 49 megapixels': { of: 'ours', must: 400 },
  ...named(
    endpoints.map((name) => `package-size ${name}`),
    { of: 'ours', must: 300, aim: 150 },
  ),
  'package-size health': { of: 'ours', must: 30, aim: 15 },
  ...named(
    endpoints.map((name) => `cold-start ${name}: load`),
    { must: 0.42, aim: 0.3 },
  ),
  ...named(
    endpoints.map((name) => `cold-start ${name}: load + first call`),
    { must: 0.55, aim: 0.4 },
  ),
  'cold-start health: load': { must: 0.34, aim: 0.31 },
  'cold-start health: load + first call': { must: 0.38, aim: 0.34 },
  'cold-start resize-image: load': { must: 0.55 },
  'cold-start resize-image: load + first call': { must: 0.8 },
  'cold-start image-changed: load + first call': { must: 0.7 },
  'cold-start sweep-uploads: load + first call': { must: 0.7 },
  ...named(
    ['create-image', 'list-images', 'get-image', 'delete-image'].map((name) => `crud ${name}: load`),
    { must: 0.6, aim: 0.45 },
  ),
  'warm get-image': { must: 0.5 },
  'warm list-images': { must: 0.5 },
  'handler 12 megapixels': { must: 1.05 },
  'handler 100 kB': { must: 1.15 },
  'synth without validation': { must: 0.3 },
  'synth with validation': { must: 0.5 },
  start: { of: 'ours', must: 0.9, aim: 0.6 },
  reload: { of: 'ours', must: 1, aim: 0.5 },
  'local-run get-image': { must: 10 },
  'local-run list-images': { must: 30 },
  'list-page': { must: 1.1 },
  'tests all': { of: 'ours', must: 90, aim: 60 },
  'tests infrastructure': { of: 'ours', must: 15, aim: 10 },
};
