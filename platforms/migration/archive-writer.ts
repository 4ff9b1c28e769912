import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { UserError } from '../../cli/user-error';
import type { ImageKey, ImageRecord } from '../../lambda/core/image';
import { FolderLock } from '../../local/folder-lock';
import { name as application, version } from '../../package.json';
import type { ArchivedFile, ArchivedImage, FileHeaders } from './archived-image';
import { folderOf, inArchive, names, pathOf } from './layout';
import { linesOfAny } from './lines';
import { type Counts, type Manifest, writeManifest } from './manifest';

/** Where the line of an image is. */
interface Entry {
  readonly file: typeof names.index | typeof names.progress;
  readonly offset: number;
  readonly length: number;
  /** Whether the source still has the image. */
  isKept: boolean;
}

/**
 * An archive that an export fills. A file is written under another name and renamed; the line of an image is appended when its files are
 * there; the manifest is written last. So a kill at any moment leaves an archive without a manifest, and the next export continues.
 */
export class ArchiveWriter {
  private readonly entries = new Map<string, Entry>();
  private readonly handles = new Map<Entry['file'], Promise<FileHandle>>();
  private appended: Promise<unknown> = Promise.resolve();
  private end = 0;
  private unfinished = 0;

  private constructor(
    readonly path: string,
    private readonly lock: FolderLock,
  ) {}

  /** @throws UserError when the folder is in use, or is not one of an archive */
  static async open(path: string): Promise<ArchiveWriter> {
    const others = (await readdir(path).catch(() => [])).filter((name) => !isOurs(name));
    if (others.length > 0) {
      throw new UserError(
        `${path} contains other files (${others.slice(0, 3).join(', ')}). Name a new folder, or one of an export.`,
      );
    }
    const lock = await lockArchive(path);
    const archive = new ArchiveWriter(path, lock);
    await archive.load();
    return archive;
  }

  /** Begins to change the archive, which is then not complete until `finish`. */
  async begin(): Promise<void> {
    await rm(this.pathIn(names.manifest), { force: true });
    await rm(this.pathIn(names.unfinished), { recursive: true, force: true });
    await mkdir(this.pathIn(names.unfinished), { recursive: true });
    const progress = open(this.pathIn(names.progress), 'a+');
    await this.closeFiles();
    this.handles.set(names.progress, progress);
    this.end = (await (await progress).stat()).size;
    // The last line of a killed process may not be whole.
    if (this.end > 0) await this.append('');
  }

  /** Returns what the archive has of an image, if it still has all of its files. */
  async find(image: ImageKey): Promise<ArchivedImage | undefined> {
    const entry = this.entries.get(folderOf(image));
    const found = entry && (await this.read(entry));
    if (!found) return undefined;
    for (const file of found.files) if (!(await this.has(found.record, file))) return undefined;
    return found;
  }

  /** Whether the archive has a file, with its length. */
  async has(record: ImageRecord, { name, bytes }: ArchivedFile): Promise<boolean> {
    const found = await stat(this.pathIn(pathOf(record, name))).catch(() => undefined);
    return found?.isFile() === true && found.size === bytes;
  }

  /** Keeps an image as it is. */
  keep(image: ImageKey): void {
    const entry = this.entries.get(folderOf(image));
    if (entry) entry.isKept = true;
  }

  /** Writes a file, and computes its checksum meanwhile. @param onBytes receives the length of each part */
  async store(
    record: ImageRecord,
    { name, headers }: { readonly name: string; readonly headers: FileHeaders },
    body: Readable,
    onBytes: (bytes: number) => void,
  ): Promise<ArchivedFile> {
    this.unfinished += 1;
    const temporary = join(this.pathIn(names.unfinished), String(this.unfinished));
    const hash = createHash('sha256');
    let bytes = 0;
    const measure = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        hash.update(chunk);
        bytes += chunk.length;
        onBytes(chunk.length);
        done(undefined, chunk);
      },
    });
    await pipeline(body, measure, createWriteStream(temporary));
    const path = this.pathIn(pathOf(record, name));
    await mkdir(dirname(path), { recursive: true });
    await rename(temporary, path);
    return { name, bytes, sha256: hash.digest('hex'), headers };
  }

  /** Adds an image whose files are there, or replaces it. */
  async add(image: ArchivedImage): Promise<void> {
    const folder = folderOf(image.record);
    const wanted = image.files.map(({ name }) => pathOf(image.record, name));
    for (const name of await readdir(this.pathIn(folder)).catch(() => [])) {
      if (!wanted.includes(`${folder}/${name}`)) await rm(this.pathIn(`${folder}/${name}`), { force: true });
    }
    const text = JSON.stringify(image);
    this.entries.set(folder, { file: names.progress, ...(await this.append(text)), isKept: true });
  }

  /** Removes what is no longer in the source, and writes the index and the manifest. */
  async finish(source: string): Promise<Manifest> {
    await this.appended;
    await this.removeOthers();
    const { counts, sha256 } = await this.writeIndex();
    await this.closeFiles();
    for (const name of [names.index, names.sums]) await rename(this.pathIn(`${name}.tmp`), this.pathIn(name));
    const manifest = await writeManifest(this.path, {
      application: { name: application, version },
      completedAt: new Date().toISOString(),
      source,
      counts,
      sha256,
    });
    await rm(this.pathIn(names.progress), { force: true });
    await rm(this.pathIn(names.unfinished), { recursive: true, force: true });
    return manifest;
  }

  async close(): Promise<void> {
    await this.appended.catch(() => undefined);
    await this.closeFiles();
    await this.lock.release();
  }

  private async load(): Promise<void> {
    for (const file of [names.index, names.progress] as const) {
      for await (const { text, offset, length } of linesOfAny(this.pathIn(file))) {
        // A line that is not whole, or was damaged: its image is fetched again.
        const image = parsed(text);
        if (image) this.entries.set(folderOf(image.record), { file, offset, length, isKept: false });
      }
    }
  }

  private async read({ file, offset, length }: Entry): Promise<ArchivedImage | undefined> {
    let handle = this.handles.get(file);
    if (!handle) {
      handle = open(this.pathIn(file));
      this.handles.set(file, handle);
    }
    const { buffer } = await (await handle).read(Buffer.alloc(length), 0, length, offset);
    return parsed(buffer.toString());
  }

  /** Appends a line. @returns where it is */
  private async append(text: string): Promise<{ offset: number; length: number }> {
    const line = Buffer.from(`${text}\n`);
    const place = { offset: this.end, length: line.length - 1 };
    this.end += line.length;
    // One after the other, so that each is where it was announced.
    const written = this.appended.then(async () => (await this.handles.get(names.progress))?.appendFile(line));
    this.appended = written;
    await written;
    return place;
  }

  private async closeFiles(): Promise<void> {
    const handles = [...this.handles.values()];
    this.handles.clear();
    for (const handle of handles) await (await handle).close();
  }

  private async removeOthers(): Promise<void> {
    const files = this.pathIn(names.files);
    for (const owner of await readdir(files).catch(() => [])) {
      for (const id of await readdir(join(files, owner)).catch(() => [])) {
        if (!this.entries.get(`${names.files}/${owner}/${id}`)?.isKept) await rm(join(files, owner, id), { recursive: true });
      }
      await rmdir(join(files, owner)).catch(() => undefined);
    }
  }

  /** Writes the lines in the order of the folders, so that the same images make the same index. */
  private async writeIndex() {
    const kept = [...this.entries].filter(([, { isKept }]) => isKept).sort(([a], [b]) => (a < b ? -1 : 1));
    const byStatus: Record<string, number> = {};
    let [files, bytes] = [0, 0];
    const sums: string[] = [];
    const read = this.read.bind(this);
    async function* lines() {
      for (const [, entry] of kept) {
        const image = await read(entry);
        if (!image) throw new Error('An image of the archive can no longer be read.');
        const { record } = image;
        byStatus[record.status] = (byStatus[record.status] ?? 0) + 1;
        files += image.files.length;
        for (const file of image.files) {
          bytes += file.bytes;
          sums.push(`${file.sha256}  ${pathOf(record, file.name)}\n`);
        }
        yield `${JSON.stringify(image)}\n`;
      }
    }
    const index = await this.writeHashed(names.index, lines());
    sums.push(`${index}  ${names.index}\n`);
    const counts: Counts = { images: kept.length, byStatus, files, bytes };
    return {
      counts,
      sha256: { [names.index]: index, [names.sums]: await this.writeHashed(names.sums, sums) } as Manifest['sha256'],
    };
  }

  private async writeHashed(name: string, lines: Iterable<string> | AsyncIterable<string>): Promise<string> {
    const hash = createHash('sha256');
    const measure = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        hash.update(chunk);
        done(undefined, chunk);
      },
    });
    await pipeline(Readable.from(lines, { objectMode: true }), measure, createWriteStream(this.pathIn(`${name}.tmp`)));
    return hash.digest('hex');
  }

  private pathIn(path: string): string {
    return inArchive(this.path, path);
  }
}

/** @throws UserError when another command uses the archive, or when the folder cannot be written */
export async function lockArchive(path: string): Promise<FolderLock> {
  const lock = await FolderLock.take(join(path, names.lock)).catch((error: Error) => {
    throw new UserError(`${path} cannot be written: ${error.message}`);
  });
  if (!lock) throw new UserError(`Another export or import uses ${path}. Wait until it has ended.`);
  return lock;
}

const isOurs = (name: string) => Object.values<string>(names).includes(name.replace(/\.tmp$/, '')) || name.startsWith('.');

function parsed(text: string): ArchivedImage | undefined {
  try {
    const image = JSON.parse(text);
    return image.record && image.files ? image : undefined;
  } catch {
    return undefined;
  }
}
