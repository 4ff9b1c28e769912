// A home of two processes: its worker is killed again and again, and so are its database and its store.
import { json } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { parseUploadKey } from '../../../lambda/core/keys';
import { sizeNames } from '../../../lambda/core/sizes';
import { describeWith } from '../../../lib/testing/describe-with';
import { photo } from '../../../lib/testing/images/photo';
import { seeded } from '../../../lib/testing/random';
import { postgres } from '../../../lib/testing/servers/postgres-server';
import { buckets, versitygw } from '../../../lib/testing/servers/s3-servers';
import { listen } from '../../../lib/testing/stand-ins/listen';
import { PostgresPool } from '../../../platforms/postgres/database';
import { imageIn, newImageIn } from '../../support/json';
import { until } from '../../support/until';
import { HomeProcess, type HomeServers, killProcesses, startHomeServers } from './home-process';

const [rounds, uploadsPerRound] = [4, 6];

describeWith(postgres, 'kills, on PostgreSQL', (programs) => {
  describeWith(versitygw, 'and versitygw', (program) => {
    let servers: HomeServers;
    let api: HomeProcess;
    let pool: PostgresPool;
    let events: { endpoint: string; close(): Promise<void> };
    const published: { 'detail-type': string; detail: { id: string; eventId: string } }[] = [];
    beforeAll(async () => {
      servers = await startHomeServers({ postgres: programs, versitygw: program });
      events = await listen(async (request, response) => {
        published.push((await json(request)) as (typeof published)[number]);
        response.end();
      });
      api = new HomeProcess(['--api'], servers.environment);
      pool = new PostgresPool(servers.databaseUrl);
    }, 60_000);
    afterAll(async () => {
      await killProcesses();
      await pool?.close();
      await events?.close();
      await servers?.close();
    });

    /** Waits until all work is done: what is kept is READY, published once and complete, and nothing is left of the rest. */
    async function expectOutcome(
      url: string,
      headers: { authorization: string },
      ids: readonly string[],
      removals: readonly string[],
    ): Promise<void> {
      const kept = ids.filter((id) => !removals.includes(id));
      const statuses = () => Promise.all(kept.map(async (id) => (await imageIn(fetch(`${url}/images/${id}`, { headers }))).status));
      await until(async () => (await statuses()).every((status) => status === 'READY'), 120_000);
      await until(async () => (await pool.query('SELECT 1 FROM image_changes')).rowCount === 0, 60_000);
      await until(
        async () =>
          (await pool.query("SELECT 1 FROM pgboss.job WHERE name IN ('uploads', 'events-url') AND state < 'completed'"))
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
      const ready = published.filter((event) => event['detail-type'] === 'ImageReady');
      for (const id of kept)
        expect(new Set(ready.filter(({ detail }) => detail.id === id).map(({ detail }) => detail.eventId)).size).toBe(1);
      const { Versions = [] } = await servers.store.send(new ListObjectVersionsCommand({ Bucket: buckets.originals }));
      const own = new Set(ids);
      const stored = Versions.map(({ Key = '' }) => parseUploadKey(Key)?.id ?? '').filter((id) => own.has(id));
      expect(stored.sort()).toEqual(kept.sort());
      const dead = await pool.query("SELECT 1 FROM pgboss.job WHERE name LIKE '%-dead-letters'");
      expect(dead.rowCount).toBe(0);
    }

    it(`of the worker lose no upload, and make each READY once, in ${rounds} kills`, async () => {
      const url = await api.ready();
      const environment = { ...servers.environment, EVENTS_URL: events.endpoint, WORKER_CONCURRENCY: '2' };
      const headers = { authorization: `Bearer ${servers.issuer.tokenOf('alice')}` };
      const file = new Blob([new Uint8Array(await photo({ width: 1600, height: 1100 }))], { type: 'image/jpeg' });
      const random = seeded(1);
      const ids: string[] = [];
      const upload = async () => {
        const { id, upload: form } = await newImageIn(
          fetch(`${url}/images`, { method: 'POST', headers, body: '{"contentType": "image/jpeg"}' }),
        );
        const body = new FormData();
        for (const [name, value] of Object.entries(form.fields)) body.append(name, value);
        body.append('file', file);
        expect((await fetch(form.url, { method: 'POST', body })).status).toBe(204);
        ids.push(id);
      };
      const removals: string[] = [];
      for (let round = 0; round < rounds; round += 1) {
        const worker = new HomeProcess(['--worker'], environment);
        await worker.ready();
        await Promise.all(Array.from({ length: uploadsPerRound }, upload));
        // Also while changes are followed.
        const removed = ids[round * uploadsPerRound] ?? '';
        removals.push(removed);
        await setTimeout(random() * 2500);
        const { status } = await fetch(`${url}/images/${removed}`, { method: 'DELETE', headers });
        expect(status).toBe(204);
        await setTimeout(random() * 300);
        expect(await worker.end('SIGKILL')).toBe('SIGKILL');
      }
      const worker = new HomeProcess(['--worker'], environment);
      await worker.ready();
      await expectOutcome(url, headers, ids, removals);
      expect(await worker.end('SIGTERM')).toBe(0);
    }, 400_000);

    it('of the database and of the store lose no upload and no removal, and the processes recover by themselves', async () => {
      const url = await api.ready();
      const worker = new HomeProcess(['--worker'], {
        ...servers.environment,
        EVENTS_URL: events.endpoint,
        WORKER_CONCURRENCY: '2',
      });
      const workerUrl = await worker.ready();
      const headers = { authorization: `Bearer ${servers.issuer.tokenOf('bob')}` };
      const file = new Blob([new Uint8Array(await photo({ width: 900, height: 600 }))], { type: 'image/jpeg' });
      const answered: string[] = [];
      const removals: string[] = [];
      let running = true;
      /** Uploads and sometimes removes, whatever happens, and remembers what was answered. */
      async function client(): Promise<void> {
        for (let count = 0; running; count += 1) {
          try {
            const created = await fetch(`${url}/images`, { method: 'POST', headers, body: '{"contentType": "image/jpeg"}' });
            if (created.status !== 201) continue;
            const { id, upload } = await newImageIn(created);
            const body = new FormData();
            for (const [name, value] of Object.entries(upload.fields)) body.append(name, value);
            body.append('file', file);
            if ((await fetch(upload.url, { method: 'POST', body })).status !== 204) continue;
            answered.push(id);
            if (count % 3 !== 0) continue;
            // Until it is answered: a removal without an answer may or may not have happened.
            removals.push(id);
            await until(async () => {
              const removed = await fetch(`${url}/images/${id}`, { method: 'DELETE', headers }).catch(() => undefined);
              return removed?.status === 204;
            });
          } catch {
            // The store was down.
          } finally {
            await setTimeout(150);
          }
        }
      }
      const clients = [client(), client()];
      const statusOf = async (address: string) => (await fetch(`${address}/ready`)).status;
      const isReady = async () => (await Promise.all([url, workerUrl].map(statusOf))).every((status) => status === 200);
      // The API does without the store.
      const dependent = { database: [url, workerUrl], store: [workerUrl] };
      for (const server of ['database', 'store'] as const) {
        const before = answered.length;
        await until(() => answered.length > before + 3);
        await servers.restart[server](() =>
          until(async () => (await Promise.all(dependent[server].map(statusOf))).every((status) => status === 503)),
        );
        await until(isReady);
      }
      running = false;
      await Promise.all(clients);
      expect(answered.length).toBeGreaterThan(10);
      expect(removals.length).toBeGreaterThan(2);
      await expectOutcome(url, headers, answered, removals);
      expect([await worker.end('SIGTERM'), await api.end('SIGTERM')]).toEqual([0, 0]);
    }, 400_000);
  });
});
