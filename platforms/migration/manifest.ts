import { createHash } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { UserError } from '../../cli/user-error';
import { inArchive, names } from './layout';

export interface Counts {
  readonly images: number;
  /** Records by their status. */
  readonly byStatus: Readonly<Record<string, number>>;
  readonly files: number;
  readonly bytes: number;
}

/** What an archive contains, and from where. Written last: an archive without one is not complete. */
export interface Manifest {
  readonly format: typeof format;
  readonly formatVersion: number;
  /** The release that wrote it. */
  readonly application: { readonly name: string; readonly version: string };
  /** ISO 8601, UTC. */
  readonly completedAt: string;
  /** For people: `the stack NAME in eu-central-1`. */
  readonly source: string;
  readonly counts: Counts;
  /** Of the archive's other files, hexadecimal. `SHA256SUMS` has those of the images' files. */
  readonly sha256: Readonly<Record<typeof names.index | typeof names.sums, string>>;
}

const format = 'image-archive';

/** Increased when a release writes what the previous ones cannot read. */
const formatVersion = 1;

const checksumOf = (manifest: Manifest) => createHash('sha256').update(JSON.stringify(manifest)).digest('hex');

export async function writeManifest(archive: string, content: Omit<Manifest, 'format' | 'formatVersion'>): Promise<Manifest> {
  const manifest: Manifest = { format, formatVersion, ...content };
  const path = inArchive(archive, names.manifest);
  const text = `${JSON.stringify({ ...manifest, checksum: checksumOf(manifest) }, undefined, 2)}\n`;
  await writeFile(`${path}.tmp`, text);
  await rename(`${path}.tmp`, path);
  return manifest;
}

/** @throws UserError when there is none, or when it cannot be used */
export async function readManifest(archive: string): Promise<Manifest> {
  const path = inArchive(archive, names.manifest);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw new UserError(`${path} cannot be read: ${error.message}`);
    throw new UserError(
      `${archive} has no ${names.manifest}: it is no archive, or its export has not ended. Run the same npm run export again; it continues.`,
    );
  });
  const { checksum, ...manifest } = parsed(text) ?? {};
  if (!checksum || manifest.format !== format) {
    throw new UserError(`${path} is not the manifest of an archive, or it is corrupt. ${again}`);
  }
  if (!(manifest.formatVersion <= formatVersion)) {
    throw new UserError(
      `${path} has the format ${manifest.formatVersion}. This release reads up to ${formatVersion}. Use the release that wrote it, ${manifest.application?.version}, or a later one.`,
    );
  }
  if (checksumOf(manifest) !== checksum) throw new UserError(`${path} was changed: its checksum does not match. ${again}`);
  return manifest;
}

/** What to do with a corrupt archive. */
export const again = 'Run the same npm run export again; it fetches what is missing. Or copy the archive again.';

// biome-ignore lint/suspicious/noExplicitAny: it may have any content.
function parsed(text: string): any {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
