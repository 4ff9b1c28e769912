// Exports and imports that are killed at random moments.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { seeded } from '../../../lib/testing/random';
import { type Command, temporaryFolder } from '../../support/local';
import { contentOf, testImages } from './images';
import { describeMigration, startExport, startImport, succeeds } from './servers';

jest.setTimeout(600_000);

const images = 150;

/** Kills a command again and again, at a later moment each time, until it has ended by itself. @returns the number of kills */
async function killUntilDone(start: () => Command, random: () => number): Promise<number> {
  for (let kills = 0; ; kills += 1) {
    const command = start();
    const killed = setTimeout(700 + random() * 400 * (kills + 1)).then(() => command.kill());
    const code = await command.ended;
    await killed;
    if (code === 0) return kills;
    expect([code, command.errors]).toEqual(['SIGKILL', expect.any(String)]);
  }
}

describeMigration('an export and an import that are killed at random moments', (servers) => {
  it('end with the same archive and the same home, in both directions', async () => {
    const random = seeded(11);
    const [stage, home, back] = [
      await servers().stage('killed'),
      await servers().home('killed-home'),
      await servers().stage('back'),
    ];
    await stage.add(testImages(seeded(2), images, new Date()));
    const [whole, folder, returned] = [await temporaryFolder(), await temporaryFolder(), await temporaryFolder()];
    await succeeds(startExport(stage, whole));

    let kills = await killUntilDone(() => startExport(stage, folder, '--at-once', '4'), random);
    const sums = (of: string) => readFileSync(join(of, 'SHA256SUMS'), 'utf8');
    expect(sums(folder)).toBe(sums(whole));
    expect(existsSync(join(folder, 'unfinished'))).toBe(false);

    kills += await killUntilDone(() => startImport(home, folder, '--at-once', '4'), random);
    expect(await contentOf(home)).toEqual(await contentOf(stage));
    expect((await home.pool.query('SELECT 1 FROM image_changes')).rowCount).toBe(0);

    await succeeds(startExport(home, returned));
    kills += await killUntilDone(() => startImport(back, returned, '--at-once', '4'), random);
    expect(await contentOf(back)).toEqual(await contentOf(stage));
    expect(kills).toBeGreaterThan(4);

    // A kill between a file and its line can write it again, but mostly it is found.
    const { Versions = [] } = await servers().store.send(new ListObjectVersionsCommand({ Bucket: 'originals-back' }));
    expect(new Set(Versions.map(({ Key }) => Key)).size).toBe(Versions.length);
  });
});
