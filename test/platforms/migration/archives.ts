import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ImageRecord } from '../../../lambda/core/image';
import { seeded } from '../../../lib/testing/random';
import { TestClock } from '../../../lib/testing/test-clock';
import { ArchiveReader } from '../../../platforms/migration/archive-reader';
import { ArchiveWriter } from '../../../platforms/migration/archive-writer';
import { exportImages } from '../../../platforms/migration/export-images';
import type { ImageHome } from '../../../platforms/migration/image-home';
import { importImages } from '../../../platforms/migration/import-images';
import { Ledger } from '../../../platforms/migration/ledger';
import type { OwnerNames } from '../../../platforms/migration/owner-names';
import { Progress } from '../../../platforms/migration/progress';
import { verifyImages } from '../../../platforms/migration/verify-images';
import { temporaryFolder } from '../../support/local';
import { testImage, testImages } from './images';
import { MemoryHome } from './memory-home';

export const clock = new TestClock();
const quiet = { write: () => true, isTTY: false };
const common = () => ({ atOnce: 4, clock, progress: new Progress({ clock, terminal: quiet }) });

export async function exported(source: MemoryHome, folder: string) {
  const archive = await ArchiveWriter.open(folder);
  try {
    return await exportImages({ source, archive, ...common() });
  } finally {
    await archive.close();
  }
}

export async function imported(folder: string, home: ImageHome, owners?: OwnerNames) {
  const archive = await ArchiveReader.open(folder, owners);
  const ledger = await Ledger.open(folder, home.identity);
  try {
    return await importImages({ archive, home, ledger, ...common() });
  } finally {
    await ledger.close();
  }
}

export async function verified(folder: string, home?: ImageHome, readAll = false, owners?: OwnerNames) {
  const archive = await ArchiveReader.open(folder, owners);
  return verifyImages({ archive, home, readAll, readArchive: true, ...common() });
}

export const sumsOf = (folder: string) => readFileSync(join(folder, 'SHA256SUMS'), 'utf8');
export const kindsOf = ({ differences }: { differences: readonly { kind: string }[] }) =>
  differences.map(({ kind }) => kind).sort();

export function homeWith(count: number, seed = 1): MemoryHome {
  const home = new MemoryHome();
  home.add(testImages(seeded(seed), count, clock.now()));
  return home;
}

/** A home with one READY image, its archive, and a home that imported it. */
export async function moved() {
  const [source, home, folder] = [new MemoryHome(), new MemoryHome(), await temporaryFolder()];
  const image = testImage(seeded(7), 'alice', clock.now());
  source.add([image]);
  await exported(source, folder);
  await imported(folder, home);
  const key = [...home.table.keys()][0] ?? '';
  const change = (of: MemoryHome, fields: object) => of.table.set(key, { ...of.table.get(key), ...fields } as ImageRecord);
  return { source, home, folder, key, image, change };
}
