// The home without AWS as two processes, and what every home of the API does.
import { json } from 'node:stream/consumers';
import { describeWith } from '../../../lib/testing/describe-with';
import { photo } from '../../../lib/testing/images/photo';
import { postgres } from '../../../lib/testing/servers/postgres-server';
import { versitygw } from '../../../lib/testing/servers/s3-servers';
import { listen } from '../../../lib/testing/stand-ins/listen';
import { PostgresPool } from '../../../platforms/postgres/database';
import { endToEnd, jpeg } from '../../serve/end-to-end';
import { until } from '../../support/until';
import { userWith } from '../../support/user';
import { HomeProcess, type HomeServers, killProcesses, startHomeServers } from './home-process';

const testOrigin = 'http://localhost:4567';

describeWith(postgres, 'the home without AWS, on PostgreSQL', (programs) => {
  describeWith(versitygw, 'and versitygw', (program) => {
    let servers: HomeServers;
    let url: string;
    let events: { endpoint: string; close(): Promise<void> };
    const received: { 'detail-type': string; detail: { id: string } }[] = [];
    let api: HomeProcess;
    let worker: HomeProcess;
    beforeAll(async () => {
      servers = await startHomeServers({ postgres: programs, versitygw: program });
      events = await listen(async (request, response) => {
        received.push((await json(request)) as (typeof received)[number]);
        response.end();
      });
      // Both create what is missing.
      api = new HomeProcess(['--api'], { ...servers.environment, WEB_ORIGINS: `https://photos.example.com,${testOrigin}` });
      worker = new HomeProcess(['--worker'], { ...servers.environment, EVENTS_URL: events.endpoint });
      [url] = (await Promise.all([api.ready(), worker.ready()])) as [string, string];
    }, 60_000);
    afterAll(async () => {
      await killProcesses();
      await events?.close();
      await servers?.close();
    });

    endToEnd(() => ({ ...servers, url }));

    it('finds an upload in a few seconds, publishes it, and publishes its removal', async () => {
      const headers = { authorization: `Bearer ${servers.issuer.tokenOf('zoe')}` };
      const created = await fetch(`${url}/images`, { method: 'POST', headers, body: '{"contentType": "image/jpeg"}' });
      const { id, upload } = (await created.json()) as { id: string; upload: { url: string; fields: Record<string, string> } };
      const form = new FormData();
      for (const [name, value] of Object.entries(upload.fields)) form.append(name, value);
      form.append('file', new Blob([new Uint8Array(await photo({ width: 300, height: 200 }))], { type: 'image/jpeg' }));
      expect((await fetch(upload.url, { method: 'POST', body: form })).status).toBe(204);
      const eventsOf = () => received.filter(({ detail }) => detail.id === id).map((event) => event['detail-type']);
      await until(() => eventsOf().includes('ImageReady'), 15_000);
      expect((await fetch(`${url}/images/${id}`, { method: 'DELETE', headers })).status).toBe(204);
      await until(() => eventsOf().includes('ImageDeleted'), 15_000);
      expect(eventsOf()).toEqual(['ImageReady', 'ImageDeleted']);
    });

    it.each([
      ['uploads', 'ORIGINALS_BUCKET', 'POST', ['GET', 'PUT']],
      ['sizes', 'RENDITIONS_BUCKET', 'GET', ['POST', 'PUT', 'DELETE']],
    ])(
      'lets the pages of WEB_ORIGINS use the bucket of %s (%s) by %s alone, and no other page',
      async (_, bucket, method, others) => {
        const allowed = async (origin: string, requested: string) => {
          const { STORE_URL, [bucket]: name } = servers.environment;
          const headers = { origin, 'access-control-request-method': requested, 'access-control-request-headers': 'content-type' };
          return (await fetch(`${STORE_URL}/${name}/a`, { method: 'OPTIONS', headers })).headers.get('access-control-allow-origin');
        };
        expect([await allowed(testOrigin, method), await allowed('https://photos.example.com', method)]).toEqual([
          testOrigin,
          'https://photos.example.com',
        ]);
        expect(await allowed('https://other.example', method)).toBeNull();
        for (const other of others) expect([other, await allowed(testOrigin, other)]).toEqual([other, null]);
      },
    );

    // part: sweep
    it('runs the sweep when a worker starts', async () => {
      await until(() => worker.output.includes('"message":"uploads swept"'), 15_000);
    });

    it('delivers again what was given up, when an operator asks for it', async () => {
      const change = `INSERT INTO image_changes (owner, id, before, dead_at) VALUES ('zoe', 'gone', '{}', now())`;
      const pool = new PostgresPool(servers.databaseUrl);
      await pool.query(change);
      const redrive = new HomeProcess(['--redrive'], servers.environment);
      expect(await redrive.ended).toBe(0);
      expect(redrive.output).toContain('changes: 1');
      await until(async () => (await pool.query("SELECT 1 FROM image_changes WHERE id = 'gone'")).rowCount === 0);
      await pool.close();
    });

    // part: ops
    it('queues images for resizing, all of them or those that lack a size, when an operator asks for it', async () => {
      const images = userWith(async () => servers.issuer.tokenOf('yann')).images(url);
      const id = await images.upload(await jpeg(photo({ width: 300, height: 200 })), 'photo.jpg');
      await images.settled(id);
      const pool = new PostgresPool(servers.databaseUrl);
      const recordOf = async () =>
        JSON.parse((await pool.query<{ record: string }>('SELECT record FROM images WHERE id = $1', [id])).rows[0]?.record ?? '{}');
      const queue = async (...args: string[]) => {
        const command = new HomeProcess(['--resize-again', ...args], servers.environment);
        expect(await command.ended).toBe(0);
        return /^(\d+) of (\d+) images were queued\.$/m.exec(command.output)?.slice(1).map(Number) ?? [];
      };
      expect((await queue('--missing'))[0]).toBe(0);
      // As if a size had been added since.
      const { thumbnail, ...sizes } = (await recordOf()).sizes;
      const lacking = JSON.stringify({ ...(await recordOf()), sizes });
      await pool.query('UPDATE images SET record = $2, revision = revision + 1 WHERE id = $1', [id, lacking]);
      expect((await queue('--missing'))[0]).toBe(1);
      await until(async () => (await recordOf()).sizes.thumbnail, 15_000);
      expect((await recordOf()).sizes.thumbnail).toEqual(thumbnail);
      const [queued = 0, found] = await queue();
      expect(queued).toBeGreaterThan(1);
      expect(found).toBe(queued);
      await pool.close();
    });

    it('says whether it is ready, and ends with 0 when it is asked to', async () => {
      for (const path of ['/live', '/ready']) expect((await fetch(`${url}${path}`)).status).toBe(200);
      expect(await Promise.all([api.end('SIGTERM'), worker.end('SIGTERM')])).toEqual([0, 0]);
    });
  });
});

it('names every variable that is missing', async () => {
  const home = new HomeProcess([], { DATABASE_URL: '', STORE_URL: '', SIGN_IN_ISSUER: '' });
  await expect(home.ready()).rejects.toThrow(/DATABASE_URL, STORE_URL.* must be set/);
});
