// Run by batch.ts in a separate process: a decoder that crashes only ends this process, and its memory and time can be measured.
import { writeSync } from 'node:fs';
import type { PhotoFormat } from '../../../lib/testing/images/photo';
import { openTestServices, type TestServices } from '../../../test/support/services';
import { createRecord, handleUpload, storeOriginal, uploadEvent } from '../../../test/support/upload';
import { type Case, cases } from './cases';
import { problems } from './judge';
import { verdict } from './oracle';
import type { Line, Outcome } from './report';
import { type SoundFile, soundFiles } from './sound-files';

/** Writes a line synchronously, so that a crash loses no output. */
const print = (line: Line) => writeSync(1, `${JSON.stringify(line)}\n`);

async function processCase(
  { format, index, series, origin, bytes, claimed, refusal }: Case,
  services: TestServices,
): Promise<Outcome> {
  const owner = `${format}-${index}`;
  const id = await createRecord(services, owner, claimed);
  const event = uploadEvent(await storeOriginal(services, { owner, id }, bytes, claimed));
  const before = process.cpuUsage();
  const thrown = await handleUpload(services, event).then(
    () => [],
    (error: Error) => [`It threw ${error.stack}`],
  );
  const { user, system } = process.cpuUsage(before);
  const image = await services.own.images.find(owner, id);
  const rejection = image?.status === 'FAILED' ? image.rejection : undefined;
  return {
    format,
    index,
    series,
    origin,
    refusal,
    status: image?.status ?? 'none',
    code: rejection?.code,
    reason: rejection?.reason,
    cpuMs: (user + system) / 1000,
    problems: [...thrown, ...(await problems(image, services))],
  };
}

async function run(seed: number, count: number, formats: readonly PhotoFormat[]): Promise<void> {
  const sound = new Map<PhotoFormat, SoundFile[]>();
  for (const format of formats) sound.set(format, await soundFiles(format));
  const casesOf = (format: PhotoFormat) => cases(seed, format, sound.get(format) ?? [], count);

  const services = await openTestServices();
  for (const format of formats) {
    for await (const each of casesOf(format)) {
      print({ begins: { format, index: each.index, series: each.series, step: 'upload' } });
      print({ outcome: await processCase(each, services) });
    }
  }
  await services.close();
  // Before plain sharp decodes the same files, which takes more memory.
  print({ peakMiB: process.resourceUsage().maxRSS / 1024 });
  for (const format of formats) {
    for await (const { index, series, bytes, claimed, refusal } of casesOf(format)) {
      if (refusal) continue;
      print({ begins: { format, index, series, step: 'plain sharp' } });
      print({ verdict: { format, index, is: await verdict(bytes, claimed) } });
    }
  }
}

const [seed, count, ...formats] = process.argv.slice(2);
void run(Number(seed), Number(count), formats as PhotoFormat[]);
