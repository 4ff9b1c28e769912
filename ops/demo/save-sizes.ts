import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { UserError } from '../../cli/user-error';
import type { Image } from '../../client/image-client';
import { sizeNames } from '../../lambda/core/sizes';

/** A folder that sizes are saved to, as `NAME-SIZE.FORMAT`. */
export class SizeFolder {
  /** Names that photos of this run have taken. */
  private readonly taken = new Set<string>();

  private constructor(
    private readonly folder: string,
    private readonly force: boolean,
  ) {}

  /** Makes the folder where there is none. @param force whether existing files are overwritten  @throws UserError */
  static async open(folder: string, force: boolean): Promise<SizeFolder> {
    try {
      await mkdir(folder, { recursive: true });
      return new SizeFolder(folder, force);
    } catch (error) {
      throw new UserError(`${folder} cannot be written (${(error as Error).message}). Name another folder: --out DIR.`);
    }
  }

  /**
   * The name that a photo's sizes get. A second photo.jpg of one run becomes photo-2.
   * @throws Error with a message for people, where sizes of an earlier run have it: better said before the photo is uploaded
   */
  async nameFor(file: string): Promise<string> {
    const name = this.freeName(parse(file).name);
    const existing = (await readdir(this.folder)).find((entry) => sizeNames.some((size) => entry.startsWith(`${name}-${size}.`)));
    if (existing && !this.force) throw alreadyThere(join(this.folder, existing));
    return name;
  }

  /** Reads every size and writes it. What was written before a fault stays. @returns the files  @throws Error with a message for people */
  async save({ sizes = {} }: Pick<Image, 'sizes'>, name: string, read = fetch): Promise<string[]> {
    const saved: string[] = [];
    for (const [size, { url, format }] of Object.entries(sizes)) {
      const answer = await read(url);
      if (!answer.ok) throw new Error(`The ${size} could not be read: its URL answered ${answer.status}.`);
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
      if (code === 'EISDIR') throw new Error(`${path} is a folder. Move it away, or name another folder: --out DIR.`);
      if (code === 'ENAMETOOLONG')
        throw new Error(`${path} cannot be written: the name is too long for this disk. Rename the photo.`);
      // Half a file must not pass for a whole one.
      if (code && cutOff.has(code)) await rm(path, { force: true }).catch(() => undefined);
      throw new Error(`${path} cannot be written (${message}). Make room or name another folder: --out DIR.`);
    }
  }

  private freeName(name: string): string {
    let free = name;
    for (let count = 2; this.taken.has(free); count += 1) free = `${name}-${count}`;
    this.taken.add(free);
    return free;
  }
}

/** What ends the writing of a file that has begun. */
const cutOff: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'EIO']);

const alreadyThere = (path: string) => new Error(`${path} exists. Add --force to overwrite it, or name another folder: --out DIR.`);
