// How fast an export and an import are, and how much memory they take. MIGRATION_IMAGES sets the number of images.
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { seeded } from '../../../lib/testing/random';
import { type Command, temporaryFolder } from '../../support/local';
import { type TestImage, testImage } from './images';
import { describeMigration, startExport, startImport, succeeds, type TestHome } from './servers';

jest.setTimeout(600_000);

const { MIGRATION_IMAGES = '20' } = process.env;
const megabyte = 1_000_000;

/** A READY image with files of these lengths. */
function imageOf(index: number, originalBytes: number, sizeBytes: number): TestImage {
  const { record } = testImage(seeded(index), `owner-${index % 10}`, new Date(Date.now() - index));
  if (record.status !== 'READY') throw new Error('The image is not READY.');
  const sizes = Object.fromEntries(Object.entries(record.sizes).map(([name, size]) => [name, { ...size, bytes: sizeBytes }]));
  const files = Object.fromEntries(Object.keys(sizes).map((name) => [name, randomBytes(sizeBytes)]));
  return {
    record: { ...record, original: { ...record.original, bytes: originalBytes }, sizes },
    files: { original: randomBytes(originalBytes), ...files },
  };
}

describeMigration('the figures of a migration', (servers) => {
  /** Adds what the process reports at its end. */
  async function measured(home: TestHome, run: (home: TestHome) => Command): Promise<{ output: string; peakMb: number }> {
    const folder = await temporaryFolder();
    const [script, result] = [join(folder, 'report.cjs'), join(folder, 'peak')];
    // Not `maxRSS`, which Linux begins with the memory of the parent.
    const save = `const { writeFileSync, readFileSync } = require('fs');
      process.on('exit', () => writeFileSync(${JSON.stringify(result)}, readFileSync('/proc/self/status')));`;
    writeFileSync(script, save);
    const output = await succeeds(run({ ...home, environment: { ...home.environment, NODE_OPTIONS: `--require ${script}` } }));
    const [, peakKb] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(result, 'utf8')) ?? [];
    return { output, peakMb: (Number(peakKb) * 1024) / megabyte };
  }

  it('are printed by the commands', async () => {
    const [stage, home, back] = [
      await servers().stage('figures'),
      await servers().home('figures-home'),
      await servers().stage('figures-back'),
    ];
    for (let index = 0; index < Number(MIGRATION_IMAGES); index += 1) await stage.add([imageOf(index, megabyte, 100_000)]);
    const [there, returned] = [await temporaryFolder(), await temporaryFolder()];
    const rows = [
      ['export from DynamoDB and S3', await measured(stage, (of) => startExport(of, there))],
      ['the same again, unchanged', await measured(stage, (of) => startExport(of, there))],
      ['import into PostgreSQL and the store', await measured(home, (of) => startImport(of, there))],
      ['export from PostgreSQL and the store', await measured(home, (of) => startExport(of, returned))],
      ['import into DynamoDB and S3', await measured(back, (of) => startImport(of, returned))],
      ['verify, reading every file', await measured(back, (of) => startImport(of, returned, '--verify', '--read-all'))],
    ] as const;
    for (const [what, { output, peakMb }] of rows) {
      const [, figures] = /^(?:Fetched|Processed|Compared) (.*)\.$/m.exec(output) ?? [];
      expect(figures).toMatch(/ images\/s, .* MB\/s$/);
      // Not `console`, which Jest decorates.
      process.stderr.write(`${what}: ${figures}, ${peakMb.toFixed(0)} MB of memory\n`);
    }
  });

  it('do not grow with the size of a file', async () => {
    const [stage, home] = [await servers().stage('large'), await servers().home('large-home')];
    await stage.add([imageOf(1, 150 * megabyte, 1000)]);
    const folder = await temporaryFolder();
    expect((await measured(stage, (of) => startExport(of, folder))).peakMb).toBeLessThan(200);
    expect((await measured(home, (of) => startImport(of, folder))).peakMb).toBeLessThan(200);
  });
});
