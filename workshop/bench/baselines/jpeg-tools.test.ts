// The tools make the same JPEG files as the application.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { sizeNames } from '../../../lambda/core/sizes';
import { picture } from '../inputs';
import { similarity } from '../similarity';
import { cascade } from '../suites/resize';
import { jpegToolsObstacle, prepareJpegTools } from './jpeg-tools';

const obstacle = jpegToolsObstacle();
if (obstacle) process.stderr.write(`SKIPPED the comparison with djpeg and cjpeg: ${obstacle}\n`);

(obstacle ? test.skip : test)('djpeg and cjpeg make the same files as the application', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'jpeg-tools-'));
  const file = await (await picture('1/f', { width: 900, height: 675 })).jpeg().toBuffer();
  writeFileSync(join(folder, 'photo.jpg'), file);
  execFileSync('sh', ['-c', await prepareJpegTools(folder, file)], { cwd: folder });
  const ours = await cascade(file, 'jpeg')();
  for (const size of sizeNames) {
    const theirs = readFileSync(join(folder, `${size}.jpg`));
    const [one, other] = await Promise.all([ours[size], theirs].map((bytes) => sharp(bytes).metadata()));
    expect(other).toMatchObject({ format: 'jpeg', width: one?.width, height: one?.height });
    expect(await similarity(ours[size], theirs)).toBeGreaterThan(0.9);
  }
  expect(readFileSync(join(folder, 'decoded.ppm')).subarray(0, 11).toString()).toBe('P6\n900 675\n');
  rmSync(folder, { recursive: true });
});
