import { runCommand } from '../../cli/run-command';
import { dollars } from '../../estimate/report/format'; // part: estimate
import { systemClock } from '../../lambda/adapters/system-clock';
import { isConfirmed } from '../../ops/ask';
import { ArchiveReader } from './archive-reader';
import { lockArchive } from './archive-writer';
import { importCost } from './cost'; // part: estimate
import { type Difference, describeDifferences } from './differences';
import type { ImageHome } from './image-home';
import { type ImportCounts, importImages } from './import-images';
import { Ledger } from './ledger';
import { explainErrors, openHome } from './open-home';
import { type ImportOptions, importOptions } from './options';
import { OwnerNames } from './owner-names';
import { count, Progress } from './progress';
import { type VerifyCounts, verifyImages } from './verify-images';

/** `npm run import`: writes the images of an archive into a home, and compares them. Succeeds when they are equal. */
runCommand(async () => {
  const options = importOptions(process.argv.slice(2));
  return explainErrors(options.home, () => importFrom(options));
});

async function importFrom(options: ImportOptions): Promise<number> {
  const owners = options.owners === undefined ? undefined : await OwnerNames.read(options.owners);
  const archive = await ArchiveReader.open(options.from, owners);
  const home = options.home && (await openHome(options.home, !options.verify));
  try {
    const differences: Difference[] = [];
    if (home && !options.verify) {
      const lock = await lockArchive(options.from);
      try {
        const imported = await importInto(home, archive, options);
        if (!imported) return 0;
        differences.push(...imported);
      } finally {
        await lock.release();
      }
    }
    differences.push(...(await verify(archive, home, options, differences)));
    for (const line of describeDifferences(differences)) console.error(line);
    return differences.length === 0 ? 0 : 1;
  } finally {
    await home?.close();
  }
}

/** @returns the differences that remain; `undefined` when the user does not want it */
async function importInto(
  home: ImageHome,
  archive: ArchiveReader,
  { atOnce, yes }: ImportOptions,
): Promise<readonly Difference[] | undefined> {
  const { counts: contained } = archive.manifest;
  const { images, files } = contained;
  const { region } = home;
  if (region !== undefined && !yes) {
    const question = [
      `Import up to ${count(images)} images with ${count(files)} files into ${home.name}?`,
      `This costs about ${dollars(importCost({ ...contained, records: images }, region))} USD.`, // part: estimate
    ].join(' ');
    if (!(await isConfirmed(question))) {
      console.error('Nothing was imported.');
      return undefined;
    }
  }
  const ledger = await Ledger.open(archive.path, home.identity);
  try {
    const progress = new Progress({ of: images, clock: systemClock });
    const { counts, differences } = await importImages({ archive, home, ledger, atOnce, progress, clock: systemClock });
    progress.end();
    console.log(importLine(counts, home));
    console.log(`Processed ${progress.summary}.`);
    return differences;
  } finally {
    await ledger.close();
  }
}

/** @param known differences of images that were not imported, which are not listed twice */
async function verify(
  archive: ArchiveReader,
  home: ImageHome | undefined,
  { atOnce, readAll, verify: alone }: ImportOptions,
  known: readonly Difference[],
): Promise<Difference[]> {
  const progress = new Progress({ of: archive.manifest.counts.images, clock: systemClock });
  const { counts, differences } = await verifyImages({
    archive,
    home,
    readAll,
    readArchive: alone,
    atOnce,
    progress,
    clock: systemClock,
  });
  progress.end();
  console.log(verifyLine(counts, archive, home));
  console.log(`Compared ${progress.summary}.`);
  return differences.filter(({ owner, id }) => !known.some((each) => each.owner === owner && each.id === id));
}

function importLine({ written, same, newer, removed, expired }: ImportCounts, { name }: ImageHome): string {
  const others = [
    ...(newer > 0 ? [`${count(newer)} are newer there and were kept`] : []),
    ...(removed > 0 ? [`${count(removed)} were removed, like in the source`] : []),
    ...(expired > 0 ? [`${count(expired)} have expired`] : []),
  ];
  return `Wrote ${count(written)} images into ${name}; ${[`${count(same)} were there`, ...others].join(', ')}.`;
}

function verifyLine(
  { records, byStore, read, newer, expired }: VerifyCounts,
  { manifest }: ArchiveReader,
  home?: ImageHome,
): string {
  const { images, files } = manifest.counts;
  if (!home) return `Checked ${count(images)} images with ${count(files)} files of the archive.`;
  return (
    `Verified ${count(records)} of ${count(images)} records and ${count(byStore + read)} of ${count(files)} files in ${home.name}: ` +
    `${count(byStore)} files by the SHA-256 that the store keeps, ${count(read)} by reading them. ` +
    `${count(newer)} records are newer there, ${count(expired)} have expired.`
  );
}
