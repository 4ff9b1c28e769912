import { uint32 } from './png';

type Xyz = readonly [x: number, y: number, z: number];

/** Adobe RGB (1998): its primaries as adapted to D50, and its gamma. */
export const adobeRgb = () =>
  matrixProfile([0.60974, 0.31111, 0.01947], [0.20528, 0.62567, 0.06087], [0.14919, 0.06322, 0.74457], 2.19921875);

/** A display profile of three primaries and one gamma. @see ICC.1:2001-04, 6.3.1.2 */
function matrixProfile(red: Xyz, green: Xyz, blue: Xyz, gamma: number): Buffer {
  const curve = Buffer.concat([tagType('curv'), uint32(1), Buffer.from([...fixed(gamma, 256).subarray(2), 0, 0])]);
  const tags: [name: string, data: Buffer][] = [
    ['desc', Buffer.concat([tagType('desc'), uint32(5), Buffer.from('test\0'), Buffer.alloc(81)])],
    ['cprt', Buffer.concat([tagType('text'), Buffer.from('none\0\0\0\0')])],
    ['wtpt', xyz([0.9642, 1, 0.8249])],
    ['rXYZ', xyz(red)],
    ['gXYZ', xyz(green)],
    ['bXYZ', xyz(blue)],
    ['rTRC', curve],
    ['gTRC', curve],
    ['bTRC', curve],
  ];
  let end = 128 + 4 + 12 * tags.length;
  const table = tags.map(([name, data]) => {
    end += data.length;
    return Buffer.concat([Buffer.from(name), uint32(end - data.length), uint32(data.length)]);
  });
  const header = Buffer.alloc(128);
  header.writeUInt32BE(end, 0);
  header.writeUInt32BE(0x02400000, 8);
  header.write('mntrRGB XYZ ', 12);
  header.write('acsp', 36);
  xyz([0.9642, 1, 0.8249]).copy(header, 68, 8);
  return Buffer.concat([header, uint32(tags.length), ...table, ...tags.map(([, data]) => data)]);
}

const tagType = (type: string) => Buffer.concat([Buffer.from(type), uint32(0)]);

const fixed = (value: number, unit: number) => uint32(Math.round(value * unit));

const xyz = (values: Xyz) => Buffer.concat([tagType('XYZ '), ...values.map((value) => fixed(value, 65_536))]);
