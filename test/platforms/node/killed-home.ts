import { json } from 'node:stream/consumers';
import { ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { parseUploadKey } from '../../../lambda/core/keys';
import { sizeNames } from '../../../lambda/core/sizes';
import { describeWith } from '../../../lib/testing/describe-with';
import { postgres } from '../../../lib/testing/servers/postgres-server';
import { buckets, versitygw } from '../../../lib/testing/servers/s3-servers';
import { listen } from '../../../lib/testing/stand-ins/listen';
import { PostgresPool } from '../../../platforms/postgres/database';
import { imageIn } from '../../support/json';
import { until } from '../../support/until';
import { HomeProcess, type HomeServers, killProcesses, startHomeServers } from './home-process';

/** A home whose API runs, and whose events are received. */
export class KilledHome {
  private readonly published: { 'detail-type': string; detail: { id: string; eventId: string } }[] = [];

  private constructor(
    readonly servers: HomeServers,
    readonly api: HomeProcess,
    private readonly pool: PostgresPool,
    private readonly events: { endpoint: string; close(): Promise<void> },
  ) {}

  static async start(places: { postgres: string; versitygw: string }): Promise<KilledHome> {
    const servers = await startHomeServers(places);
    const events = await listen(async (request, response) => {
      home.published.push((await json(request)) as KilledHome['published'][number]);
      response.end();
    });
    const api = new HomeProcess(['--api'], servers.environment);
    const home = new KilledHome(servers, api, new PostgresPool(servers.databaseUrl), events);
    return home;
  }

  async close(): Promise<void> {
    await killProcesses();
    await this.pool.close();
    await this.events.close();
    await this.servers.close();
  }

  startWorker(): HomeProcess {
    return new HomeProcess(['--worker'], {
      ...this.servers.environment,
      EVENTS_URL: this.events.endpoint,
      WORKER_CONCURRENCY: '2',
    });
  }

  /** Waits until all work is done: what is kept is READY, published once and complete, and nothing is left of the rest. */
  async expectOutcome(
    url: string,
    headers: { authorization: string },
    ids: readonly string[],
    removals: readonly string[],
  ): Promise<void> {
    const kept = ids.filter((id) => !removals.includes(id));
    const statuses = () => Promise.all(kept.map(async (id) => (await imageIn(fetch(`${url}/images/${id}`, { headers }))).status));
    await until(async () => (await statuses()).every((status) => status === 'READY'), 120_000);
    await until(async () => (await this.pool.query('SELECT 1 FROM image_changes')).rowCount === 0, 60_000);
    await until(
      async () =>
        (await this.pool.query("SELECT 1 FROM pgboss.job WHERE name IN ('uploads', 'events-url') AND state < 'completed'"))
          .rowCount === 0,
      60_000,
    );

    const images = await Promise.all(kept.map((id) => imageIn(fetch(`${url}/images/${id}`, { headers }))));
    for (const { sizes = {} } of images) {
      expect(Object.keys(sizes).sort()).toEqual([...sizeNames].sort());
      for (const { url: address, bytes } of Object.values(sizes)) {
        expect((await (await fetch(address)).arrayBuffer()).byteLength).toBe(bytes);
      }
    }
    for (const id of removals) expect((await fetch(`${url}/images/${id}`, { headers })).status).toBe(404);
    // An event can arrive twice, with the same id.
    const ready = this.published.filter((event) => event['detail-type'] === 'ImageReady');
    for (const id of kept)
      expect(new Set(ready.filter(({ detail }) => detail.id === id).map(({ detail }) => detail.eventId)).size).toBe(1);
    const { Versions = [] } = await this.servers.store.send(new ListObjectVersionsCommand({ Bucket: buckets.originals }));
    const own = new Set(ids);
    const stored = Versions.map(({ Key = '' }) => parseUploadKey(Key)?.id ?? '').filter((id) => own.has(id));
    expect(stored.sort()).toEqual(kept.sort());
    const dead = await this.pool.query("SELECT 1 FROM pgboss.job WHERE name LIKE '%-dead-letters'");
    expect(dead.rowCount).toBe(0);
  }
}

/** Tests on a home whose processes and servers may be killed. @param define gets the home, which runs when the tests do */
export function describeKills(define: (home: () => KilledHome) => void): void {
  describeWith(postgres, 'kills, on PostgreSQL', (programs) => {
    describeWith(versitygw, 'and versitygw', (program) => {
      let home: KilledHome;
      beforeAll(async () => {
        home = await KilledHome.start({ postgres: programs, versitygw: program });
      }, 60_000);
      afterAll(() => home?.close());
      define(() => home);
    });
  });
}
