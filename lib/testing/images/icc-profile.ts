import sharp from 'sharp';
import { uint32 } from './png';

type Xyz = readonly [x: number, y: number, z: number];

/** Adobe RGB (1998): its primaries adapted to D50, and its gamma. */
export const adobeRgb = () =>
  matrixProfile([0.60974, 0.31111, 0.01947], [0.20528, 0.62567, 0.06087], [0.14919, 0.06322, 0.74457], 2.19921875);

/** The primaries of sRGB adapted to D50, with another gamma. */
export const srgbOfGamma = (gamma: number) =>
  matrixProfile([0.43607, 0.22249, 0.01392], [0.38515, 0.71687, 0.09708], [0.14307, 0.06061, 0.7141], gamma);

export const grayOfGamma = (gamma: number) => assemble('GRAY', [['kTRC', curve(gamma)]]);

/** Returns a profile that is included in libvips. */
export async function builtInProfile(name: 'srgb' | 'p3' | 'cmyk'): Promise<Buffer> {
  const image = sharp({ create: { width: 1, height: 1, channels: 3, background: 'red' } }).withIccProfile(name);
  const { icc } = await sharp(await image.jpeg().toBuffer()).metadata();
  if (!icc) throw new Error(`libvips does not include the profile ${name}.`);
  return icc;
}

type Tag = readonly [name: string, data: Buffer];

/** Creates a display profile with three primaries and one gamma. @see ICC.1:2001-04, 6.3.1.2 */
function matrixProfile(red: Xyz, green: Xyz, blue: Xyz, gamma: number): Buffer {
  return assemble('RGB ', [
    ['rXYZ', xyz(red)],
    ['gXYZ', xyz(green)],
    ['bXYZ', xyz(blue)],
    ['rTRC', curve(gamma)],
    ['gTRC', curve(gamma)],
    ['bTRC', curve(gamma)],
  ]);
}

const curve = (gamma: number) => Buffer.concat([tagType('curv'), uint32(1), Buffer.from([...fixed(gamma, 256).subarray(2), 0, 0])]);

function assemble(channels: 'RGB ' | 'GRAY', colors: readonly Tag[]): Buffer {
  const tags: readonly Tag[] = [
    ['desc', Buffer.concat([tagType('desc'), uint32(5), Buffer.from('test\0'), Buffer.alloc(81)])],
    ['cprt', Buffer.concat([tagType('text'), Buffer.from('none\0\0\0\0')])],
    ['wtpt', xyz([0.9642, 1, 0.8249])],
    ...colors,
  ];
  let end = 128 + 4 + 12 * tags.length;
  const table = tags.map(([name, data]) => {
    end += data.length;
    return Buffer.concat([Buffer.from(name), uint32(end - data.length), uint32(data.length)]);
  });
  const header = Buffer.alloc(128);
  header.writeUInt32BE(end, 0);
  header.writeUInt32BE(0x02400000, 8);
  header.write(`mntr${channels}XYZ `, 12);
  header.write('acsp', 36);
  xyz([0.9642, 1, 0.8249]).copy(header, 68, 8);
  return Buffer.concat([header, uint32(tags.length), ...table, ...tags.map(([, data]) => data)]);
}

const tagType = (type: string) => Buffer.concat([Buffer.from(type), uint32(0)]);

const fixed = (value: number, unit: number) => uint32(Math.round(value * unit));

const xyz = (values: Xyz) => Buffer.concat([tagType('XYZ '), ...values.map((value) => fixed(value, 65_536))]);
