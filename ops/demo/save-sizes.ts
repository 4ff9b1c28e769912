import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { UserError } from '../../cli/user-error';
import type { Image } from '../../client/image-client';
import { sizeNames } from '../../lambda/core/sizes';

/** A folder for sizes, with file names of the form `NAME-SIZE.FORMAT`. */
export class SizeFolder {
  /** Names that this run has used. */
  private readonly taken = new Set<string>();

  private constructor(
    private readonly folder: string,
    private readonly force: boolean,
  ) {}

  /**
   * Creates the folder if necessary. @param force whether to overwrite existing files
   * @throws UserError
   */
  static async open(folder: string, force: boolean): Promise<SizeFolder> {
    try {
      await mkdir(folder, { recursive: true });
      return new SizeFolder(folder, force);
    } catch (error) {
      throw new UserError(`Cannot write to ${folder} (${(error as Error).message}). Name another folder: --out DIR.`);
    }
  }

  /**
   * Returns the file name for a photo's sizes. A second photo.jpg of the same run becomes photo-2.
   * @throws Error with a message for the user when files of an earlier run exist, before the photo is uploaded
   */
  async nameFor(file: string): Promise<string> {
    const name = this.freeName(parse(file).name);
    const existing = (await readdir(this.folder)).find((entry) => sizeNames.some((size) => entry.startsWith(`${name}-${size}.`)));
    if (existing && !this.force) throw alreadyThere(join(this.folder, existing));
    return name;
  }

  /**
   * Downloads and writes every size. Files written before an error remain. @returns the paths
   * @throws Error with a message for the user
   */
  async save({ sizes = {} }: Pick<Image, 'sizes'>, name: string, read = fetch): Promise<string[]> {
    const saved: string[] = [];
    for (const [size, { url, format }] of Object.entries(sizes)) {
      const answer = await read(url);
      if (!answer.ok) throw new Error(`Cannot download the size ${size}: its URL responded with ${answer.status}.`);
      const path = join(this.folder, `${name}-${size}.${format}`);
      await this.write(path, Buffer.from(await answer.arrayBuffer()));
      saved.push(path);
    }
    return saved;
  }

  private async write(path: string, bytes: Uint8Array): Promise<void> {
    try {
      await writeFile(path, bytes, { flag: this.force ? 'w' : 'wx' });
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === 'EEXIST') throw alreadyThere(path);
      if (code === 'EISDIR') throw new Error(`${path} is a folder. Move it, or name another folder: --out DIR.`);
      if (code === 'ENAMETOOLONG')
        throw new Error(`Cannot write ${path}: the name is too long for the file system. Rename the photo.`);
      // Removes an incomplete file.
      if (code && cutOff.has(code)) await rm(path, { force: true }).catch(() => undefined);
      throw new Error(`Cannot write ${path} (${message}). Free disk space, or name another folder: --out DIR.`);
    }
  }

  private freeName(name: string): string {
    let free = name;
    for (let count = 2; this.taken.has(free); count += 1) free = `${name}-${count}`;
    this.taken.add(free);
    return free;
  }
}

/** Errors after the file was created. */
const cutOff: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'EIO']);

const alreadyThere = (path: string) =>
  new Error(`${path} already exists. Add --force to overwrite it, or name another folder: --out DIR.`);
