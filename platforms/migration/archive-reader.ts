import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import * as z from 'zod/mini';
import { UserError } from '../../cli/user-error';
import type { ImageRecord } from '../../lambda/core/image';
import { checkOwner } from '../../lambda/core/keys';
import { type ArchivedFile, type ArchivedImage, original } from './archived-image';
import { checksumOfFile } from './checksum';
import { inArchive, names, pathOf } from './layout';
import { linesOf } from './lines';
import { again, type Manifest, readManifest } from './manifest';
import type { OwnerNames } from './owner-names';

/** A complete archive. */
export class ArchiveReader {
  private constructor(
    readonly path: string,
    readonly manifest: Manifest,
    private readonly owners?: OwnerNames,
  ) {}

  /**
   * Checks the manifest and the index, but not the files.
   * @param owners names of the owners from now on @default - those in the archive
   * @throws UserError that says what is corrupt, or which owner has no name
   */
  static async open(path: string, owners?: OwnerNames): Promise<ArchiveReader> {
    const archive = new ArchiveReader(path, await readManifest(path), owners);
    await archive.checkIndex();
    // Before anything is written.
    if (owners) for await (const _named of archive.images());
    return archive;
  }

  /** The images, in the order of the index. */
  async *images(): AsyncIterable<ArchivedImage> {
    for await (const line of linesOf(this.pathIn(names.index))) {
      const { record, files } = imageIn(line.text, `line ${line.number}`);
      yield { record: this.owners ? { ...record, owner: this.owners.nameOf(record.owner) } : record, files };
    }
  }

  /** Opens a file. */
  open(record: ImageRecord, file: ArchivedFile): Readable {
    return createReadStream(this.placeOf(record, file));
  }

  /** Returns what is wrong with a file; `undefined` when it has its length and checksum. */
  async problemOf(record: ImageRecord, file: ArchivedFile): Promise<string | undefined> {
    const path = this.placeOf(record, file);
    const found = await stat(path).catch(() => undefined);
    if (!found?.isFile()) return `${path} is missing.`;
    if (found.size !== file.bytes) return `${path} has ${found.size} bytes instead of ${file.bytes}.`;
    const { sha256 } = await checksumOfFile(path);
    return sha256 === file.sha256 ? undefined : `${path} is corrupt: its SHA-256 is ${sha256} instead of ${file.sha256}.`;
  }

  private async checkIndex(): Promise<void> {
    const path = this.pathIn(names.index);
    const { sha256 } = await checksumOfFile(path).catch(() => {
      throw new UserError(`${path} is missing. ${again}`);
    });
    const expected = this.manifest.sha256[names.index];
    if (sha256 === expected) return;
    let lines = 0;
    for await (const { text, number, isWhole } of linesOf(path)) {
      imageIn(text, `${path}, line ${number},`);
      if (!isWhole) throw new UserError(`${path} ends within line ${number}. ${again}`);
      lines += 1;
    }
    const { images } = this.manifest.counts;
    throw new UserError(
      lines === images
        ? `${path} was changed: its SHA-256 is ${sha256} instead of ${expected}. ${again}`
        : `${path} has ${lines} images instead of ${images}. ${again}`,
    );
  }

  private placeOf(record: ImageRecord, { name }: ArchivedFile): string {
    const { owner } = record;
    return this.pathIn(pathOf({ ...record, owner: this.owners?.formerOf(owner) ?? owner }, name));
  }

  private pathIn(path: string): string {
    return inArchive(this.path, path);
  }
}

const word = z.string().check(z.regex(/^[\w-]{1,100}$/));

/** What an import relies on. Everything else in a record is stored as it is. */
const Image = z.object({
  record: z.looseObject({
    owner: z.string().check(z.refine(isOwner)),
    id: word,
    contentType: z.string().check(z.regex(/^image\/[\w.+-]{1,50}$/)),
    status: z.enum(['PENDING', 'READY', 'FAILED']),
    attempt: z.int(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    upload: z.optional(z.object({ version: z.string() })),
    sizes: z.optional(z.record(word, z.looseObject({ key: z.string(), format: z.string() }))),
  }),
  files: z.array(
    z.object({
      name: word,
      bytes: z.int().check(z.gte(0)),
      sha256: z.string().check(z.regex(/^[\da-f]{64}$/)),
      headers: z.object({
        contentType: z.optional(z.string()),
        cacheControl: z.optional(z.string()),
        contentDisposition: z.optional(z.string()),
        contentEncoding: z.optional(z.string()),
        metadata: z.optional(z.record(z.string(), z.string())),
      }),
    }),
  ),
});

function isOwner(owner: string): boolean {
  try {
    checkOwner(owner);
    return true;
  } catch {
    return false;
  }
}

/** @throws UserError when the text is not an image */
function imageIn(text: string, where: string): ArchivedImage {
  const { data, error } = Image.safeParse(parsed(text));
  if (!data) {
    const [issue] = error.issues;
    throw new UserError(`${where} is not the line of an image (${issue?.path.join('.') || 'no JSON'}). ${again}`);
  }
  const image = data as unknown as ArchivedImage;
  const allowed = [original, ...(image.record.status === 'READY' ? Object.keys(image.record.sizes ?? {}) : [])];
  const foreign = image.files.find(({ name }) => !allowed.includes(name));
  if (foreign) throw new UserError(`${where} has the file "${foreign.name}", which its record does not have. ${again}`);
  return image;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
