/**
 * Measures resizing: the application's cascade, and three pipelines from the file, as in most samples.
 * Both run in the same process, in pairs, in changing order, so that a busy machine slows both: compare the ratio, not
 * the milliseconds. To run it: `npx tsx workshop/bench/resize.ts [pairs]`.
 */

import sharp, { type Sharp } from 'sharp';
import { parseOptions, readArguments } from '../../cli/options';
import { argumentsOrExit } from '../../cli/usage-error';
import { boundBox } from '../../lambda/adapters/sharp/read-pixels';
import { SharpImageResizer } from '../../lambda/adapters/sharp/sharp-image-resizer';
import { defaultImageSettings, type ImageSettings } from '../../lambda/core/settings';
import { sizeBounds } from '../../lambda/core/sizes';
import { type FileKind, sniff } from '../../lambda/core/sniff';
import { photo } from '../../lib/testing/images/photo';
import { spread } from './statistics';

type Work = () => Promise<number>;

/** Three pipelines, each from the file, with the encoder's default settings except for the quality. */
const threePipelines =
  (bytes: Buffer, toFormat: (image: Sharp) => Sharp): Work =>
  async () => {
    const pipelines = Object.values(sizeBounds).map((bound) =>
      toFormat(sharp(bytes).autoOrient().resize(boundBox(bound))).toBuffer(),
    );
    return sum((await Promise.all(pipelines)).map((file) => file.length));
  };

const cascade = (bytes: Buffer, settings: Partial<ImageSettings>): Work => {
  const resizer = new SharpImageResizer({ ...defaultImageSettings, ...settings });
  const kind = sniff(bytes) as FileKind;
  return async () => sum(Object.values((await resizer.resize(bytes, kind)).sizes).map((size) => size.bytes.length));
};

const sum = (numbers: number[]) => numbers.reduce((total, next) => total + next, 0);

interface Measured {
  readonly cpu: number;
  readonly wall: number;
  readonly bytes: number;
}

async function measure(work: Work): Promise<Measured> {
  const [started, before] = [performance.now(), process.cpuUsage()];
  const bytes = await work();
  const { user, system } = process.cpuUsage(before);
  return { cpu: (user + system) / 1000, wall: performance.now() - started, bytes };
}

async function compare(name: string, ours: Work, theirs: Work, pairs: number) {
  await ours();
  await theirs();
  const runs: { ours: Measured; theirs: Measured }[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    const first = await measure(pair % 2 ? ours : theirs);
    const second = await measure(pair % 2 ? theirs : ours);
    runs.push(pair % 2 ? { ours: first, theirs: second } : { ours: second, theirs: first });
  }
  return {
    comparison: name,
    'cascade, CPU ms': spread(runs.map((run) => run.ours.cpu)),
    'pipelines, CPU ms': spread(runs.map((run) => run.theirs.cpu)),
    'CPU ratio': spread(
      runs.map((run) => run.ours.cpu / run.theirs.cpu),
      2,
    ),
    'wall ratio': spread(
      runs.map((run) => run.ours.wall / run.theirs.wall),
      2,
    ),
    'bytes ratio': spread(
      runs.map((run) => run.ours.bytes / run.theirs.bytes),
      2,
    ),
  };
}

/** @throws UsageError */
function pairsIn(args: readonly string[]): number {
  return readArguments(args, 'npx tsx workshop/bench/resize.ts [PAIRS]', (given) => {
    const [pairs = '15', ...others] = parseOptions(given, { allowPositionals: true }).positionals;
    if (!/^[1-9]\d{0,5}$/.test(pairs) || others.length > 0) throw new Error('PAIRS must be a whole number from 1 to 999999.');
    return Number(pairs);
  });
}

async function main() {
  const pairs = argumentsOrExit(() => pairsIn(process.argv.slice(2)));
  const { quality } = defaultImageSettings;
  const size = { width: 4032, height: 3024 };
  const jpeg = await photo(size);
  const inputs = {
    JPEG: jpeg,
    'JPEG, progressive': await sharp(jpeg).jpeg({ progressive: true }).toBuffer(),
    WebP: await photo({ ...size, format: 'webp' }),
    PNG: await photo({ ...size, format: 'png' }),
  };
  console.log(
    `${size.width} × ${size.height}, ${pairs} pairs, sharp ${sharp.versions.sharp}, Node ${process.versions.node}, ${process.arch}`,
  );
  console.log('Each cell: median (quartiles). Ratios below 1 are in favor of the cascade.');
  const rows: object[] = [];
  for (const [name, bytes] of Object.entries(inputs)) {
    const webp = threePipelines(bytes, (image) => image.webp({ quality }));
    const sameEffort = threePipelines(bytes, (image) => image.webp({ quality, effort: defaultImageSettings.effort }));
    rows.push(await compare(`${name} → WebP, ours effort 2, theirs 4`, cascade(bytes, {}), webp, pairs));
    rows.push(await compare(`${name} → WebP, both effort 2`, cascade(bytes, {}), sameEffort, pairs));
  }
  rows.push(
    await compare(
      'JPEG → JPEG',
      cascade(jpeg, { format: 'jpeg' }),
      threePipelines(jpeg, (image) => image.jpeg({ quality })),
      pairs,
    ),
  );
  console.table(rows);
}

void main();
