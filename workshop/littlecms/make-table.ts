// Writes test/fixtures/littlecms.json: colors that Little CMS has converted, through Python's Pillow.
// To run it: pip install pillow==13.0.0 && node --require ./cli/typescript.cjs workshop/littlecms/make-table.ts
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ReferenceProfile, referenceProfiles } from '../../lib/testing/images/reference-profiles';

const levels = [0, 1, 2, 4, 8, 16, 32, 48, 64, 96, 128, 160, 192, 224, 240, 250, 254, 255];

const colors = [
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
  [200, 100, 50],
  [100, 150, 80],
  [12, 200, 130],
  [30, 20, 60],
  [250, 240, 210],
];

/** CMYK colors, in the values of a file. */
const inks = [
  [0, 0, 0, 0],
  [255, 0, 0, 0],
  [0, 255, 0, 0],
  [0, 0, 255, 0],
  [0, 0, 0, 255],
  [26, 51, 77, 13],
  [128, 64, 0, 51],
  [51, 102, 153, 102],
  [0, 0, 0, 128],
];

const storedOf = ({ channels }: ReferenceProfile) =>
  ({ 1: levels.map((level) => [level]), 3: [...levels.map((level) => [level, level, level]), ...colors], 4: inks })[channels];

async function main() {
  const profiles = Object.entries<ReferenceProfile>(await referenceProfiles());
  const questions = profiles.map(([, each]) => ({ profile: each.profile.toString('base64'), stored: storedOf(each) }));
  const input = JSON.stringify(questions);
  const output = execFileSync('python3', [join(__dirname, 'convert.py')], { input, encoding: 'utf8', maxBuffer: 2 ** 26 });
  const answers: number[][][] = JSON.parse(output);
  const table = profiles.map(([name, each], index) => {
    const rows = storedOf(each).map((stored, row) => `    ${JSON.stringify({ stored, srgb: answers[index]?.[row] })}`);
    return `  ${JSON.stringify(name)}: [\n${rows.join(',\n')}\n  ]`;
  });
  writeFileSync(join(__dirname, '../../test/fixtures/littlecms.json'), `{\n${table.join(',\n')}\n}\n`);
}

void main();
