import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import type { ImageKey } from '../../lambda/core/image';
import { type ArchivedImage, imageHash, recordHash } from './archived-image';
import { folderOf, inArchive, names } from './layout';
import { linesOfAny } from './lines';

/** A line of the file. */
interface Line extends ImageKey {
  /** `begun` before the home is written, `done` afterwards. */
  readonly state: 'begun' | 'done' | 'removed';
  readonly record?: string;
  readonly image?: string;
}

/** What earlier imports did with an image. */
export interface Imported extends ImageKey {
  /** Hashes of the records that they wrote or were about to write. */
  readonly records: readonly string[];
  /** The hash of the image that is imported completely. @default - an import was killed within it */
  readonly image?: string;
}

/**
 * Remembers what was imported from an archive into one home, in a file of the archive. It shows whether a record in the home is the one
 * that an earlier import wrote, which a later import may replace, or was changed by the home.
 */
export class Ledger {
  private readonly images = new Map<string, Imported & { isSeen: boolean }>();

  private constructor(
    readonly path: string,
    private readonly file: FileHandle,
  ) {}

  static async open(archive: string, identity: string): Promise<Ledger> {
    await mkdir(inArchive(archive, names.imports), { recursive: true });
    const path = inArchive(archive, `${names.imports}/${createHash('sha256').update(identity).digest('hex').slice(0, 16)}.jsonl`);
    const ledger = new Ledger(path, await open(path, 'a+'));
    await ledger.load();
    return ledger;
  }

  find(image: ImageKey): Imported | undefined {
    const found = this.images.get(folderOf(image));
    if (found) found.isSeen = true;
    return found;
  }

  begin({ record }: ArchivedImage): Promise<void> {
    return this.append({ owner: record.owner, id: record.id, state: 'begun', record: recordHash(record) });
  }

  done(image: ArchivedImage): Promise<void> {
    const { owner, id } = image.record;
    return this.append({ owner, id, state: 'done', record: recordHash(image.record), image: imageHash(image) });
  }

  removed({ owner, id }: ImageKey): Promise<void> {
    return this.append({ owner, id, state: 'removed' });
  }

  /** What earlier imports wrote and this archive does not have. Complete when every image was looked for. */
  others(): Imported[] {
    return [...this.images.values()].filter(({ isSeen }) => !isSeen);
  }

  close(): Promise<void> {
    return this.file.close();
  }

  private async load(): Promise<void> {
    let isWhole = true;
    for await (const line of linesOfAny(this.path)) {
      isWhole = line.isWhole;
      const read = parsed(line.text);
      if (read) this.apply(read, false);
    }
    if (!isWhole) await this.file.appendFile('\n');
  }

  private async append(line: Line): Promise<void> {
    await this.file.appendFile(`${JSON.stringify(line)}\n`);
    this.apply(line, true);
  }

  private apply({ owner, id, state, record, image }: Line, isSeen: boolean): void {
    const folder = folderOf({ owner, id });
    if (state === 'removed') {
      this.images.delete(folder);
      return;
    }
    const before = (state === 'begun' && this.images.get(folder)?.records) || [];
    const records = record === undefined || before.includes(record) ? before : [...before, record];
    this.images.set(folder, { owner, id, records, image, isSeen });
  }
}

/** The last line of a killed process may not be whole. Its image is imported again. */
function parsed(text: string): Line | undefined {
  try {
    const line = JSON.parse(text);
    return typeof line.owner === 'string' && typeof line.id === 'string' ? line : undefined;
  } catch {
    return undefined;
  }
}
