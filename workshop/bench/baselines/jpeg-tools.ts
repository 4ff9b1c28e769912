import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { boundBox } from '../../../lambda/adapters/sharp/read-pixels';
import { defaultImageSettings } from '../../../lambda/core/settings';
import { sizeBounds } from '../../../lambda/core/sizes';

/** Why the tools cannot run. */
export function jpegToolsObstacle(): string | undefined {
  const absent = ['djpeg', 'cjpeg'].filter((tool) => spawnSync(tool, ['-version']).error);
  return absent.length > 0 ? `it requires ${absent.join(' and ')}: apt-get install libjpeg-turbo-progs` : undefined;
}

/**
 * The least work for three JPEG files: `djpeg` decodes the photo, and `cjpeg` encodes each size. Nothing resizes: the pixels of each
 * size are prepared here.
 * @param folder has the file `photo.jpg`, and receives the files of the sizes
 * @returns a command to run in the folder
 */
export async function prepareJpegTools(folder: string, file: Buffer): Promise<string> {
  const encoders: string[] = [];
  for (const [name, bound] of Object.entries(sizeBounds)) {
    const { data, info } = await sharp(file).resize(boundBox(bound)).raw().toBuffer({ resolveWithObject: true });
    await writeFile(join(folder, `${name}.ppm`), Buffer.concat([Buffer.from(`P6 ${info.width} ${info.height} 255\n`), data]));
    encoders.push(`cjpeg -optimize -quality ${defaultImageSettings.quality} -outfile ${name}.jpg ${name}.ppm`);
  }
  return ['djpeg -outfile decoded.ppm photo.jpg', ...encoders].join(' && ');
}
