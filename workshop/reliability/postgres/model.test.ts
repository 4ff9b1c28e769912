// The reliability model again, with records, quotas, markers and changes in PostgreSQL.
import fc from 'fast-check';
import { describeWith } from '../../../lib/testing/describe-with';
import { seeded } from '../../../lib/testing/random';
import { type PostgresServer, postgres, startPostgres } from '../../../lib/testing/servers/postgres-server';
import { type Database, PostgresPool } from '../../../platforms/postgres/database';
import { migrate } from '../../../platforms/postgres/migrate';
import { report } from '../../crashes/seed';
import { arbitrarySteps, Played, play } from '../model/play';
import { World } from '../model/world';
import { reliabilitySettings } from '../settings';
import { mutants, withFault } from './mutants';
import { PostgresStores } from './postgres-stores';

jest.setTimeout(60 * 60_000);

const { seed, modelRuns, soak } = reliabilitySettings();
const runs = soak ? modelRuns : 200;

describeWith(postgres, 'the model on PostgreSQL', (programs) => {
  let server: PostgresServer;
  let pool: PostgresPool;
  beforeAll(async () => {
    server = await startPostgres(programs);
    pool = new PostgresPool(await server.database('model'));
    await migrate(pool);
  });
  afterAll(async () => {
    await pool?.close();
    await server?.close();
  });

  const runOn = (database: Database, played?: Played) =>
    fc.asyncProperty(arbitrarySteps(100), fc.nat(), async (steps, order) => {
      await pool.query('DELETE FROM images; DELETE FROM image_changes; DELETE FROM usage_counters; DELETE FROM markers');
      const random = seeded(order);
      const world = new World(random, (_, turns) => new PostgresStores(database, turns));
      await play(world, steps, random);
      await played?.add(steps, world);
    });

  it('loses no image, leaves no orphan, restores no deleted image and damages no file, in any order of events', async () => {
    const played = new Played();
    await fc.assert(runOn(pool, played), { numRuns: runs, seed });
    report(`model on PostgreSQL: seed ${seed}, ${runs} runs; ${played}`);
    // A run in which nothing happens must not pass.
    expect(played.READY).toBeGreaterThan(runs / 10);
    expect(played.deleted).toBeGreaterThan(runs / 10);
  });

  // With a seed that finds all of them soon.
  it.each(Object.entries(mutants))('finds a planted fault: %s', async (_name, mutant) => {
    const planted = jest.fn();
    const faulty = withFault(pool, mutant, planted);
    const { errorInstance } = await fc.check(runOn(faulty), { numRuns: 200, seed: 6, endOnFailure: true });
    expect(planted).toHaveBeenCalled();
    expect(String(errorInstance)).toMatch(mutant.found);
  });
});
