import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import type { Sharp } from 'sharp';
import { mallocArenas } from '../../../lambda/contract';
import { noProcessTimes } from '../cpu';
import { type Dimensions, picture, twelveMegapixels } from '../inputs';
import { inPairs, type Session, type Side, type Suite, samplesOf } from '../suite';

const root = join(__dirname, '../../..');

/** The peak hardly varies, so that more pairs would only take longer. */
const mostPairs = 3;

const jpeg = (image: Sharp) => image.jpeg({ quality: 85 });

interface Input extends Dimensions {
  readonly file: (image: Sharp) => Sharp;
}

const inputs: Readonly<Record<string, Input>> = {
  'memory JPEG': { ...twelveMegapixels, file: jpeg },
  'memory progressive': { ...twelveMegapixels, file: (image) => image.jpeg({ quality: 85, progressive: true }) },
  'memory PNG': { ...twelveMegapixels, file: (image) => image.png({ compressionLevel: 1 }) },
  'memory WebP': { ...twelveMegapixels, file: (image) => image.webp({ quality: 85, effort: 0 }) },
  'memory Display P3': { ...twelveMegapixels, file: (image) => jpeg(image.withIccProfile('p3')) },
  'memory CMYK': { ...twelveMegapixels, file: (image) => jpeg(image.toColorspace('cmyk')) },
  'memory 49 megapixels': { width: 8064, height: 6048, file: jpeg },
};

/** The peak of a process that resizes one file, against one that runs three default pipelines of sharp. */
export const memory: Suite = {
  benchmarks: Object.fromEntries(Object.keys(inputs).map((name) => [name, [{ name, unit: 'MB' }]])),
  obstacle: () => noProcessTimes,
  async open(): Promise<Session> {
    const folder = await mkdtemp(join(tmpdir(), 'bench-'));
    const script = join(folder, 'peak-memory.js');
    await build({
      entryPoints: [join(__dirname, 'peak-memory.ts')],
      outfile: script,
      bundle: true,
      platform: 'node',
      packages: 'external',
    });
    const peak = async (file: string, side: Side) => {
      const env = { ...process.env, NODE_PATH: join(root, 'node_modules'), MALLOC_ARENA_MAX: mallocArenas };
      const { stdout } = await promisify(execFile)(process.execPath, [script, file, side], { env });
      return Number(stdout);
    };
    return {
      async measure(name, pairs) {
        const input = inputs[name];
        if (!input) throw new TypeError(`No benchmark ${name}.`);
        const file = join(folder, 'photo');
        await writeFile(file, await input.file(await picture('1/f', input)).toBuffer());
        const measured = await inPairs(Math.min(pairs, mostPairs), {
          ours: () => peak(file, 'ours'),
          baseline: () => peak(file, 'baseline'),
        });
        return { [name]: samplesOf(measured, (megabytes) => megabytes) };
      },
      close: () => rm(folder, { recursive: true }),
    };
  },
};
