// A home of two processes, whose database and store are killed.
import { setTimeout } from 'node:timers/promises';
import { photo } from '../../../lib/testing/images/photo';
import { newImageIn } from '../../support/json';
import { until } from '../../support/until';
import { describeKills } from './killed-home';

describeKills((home) => {
  it('of the database and of the store lose no upload and no removal, and the processes recover by themselves', async () => {
    const { servers, api } = home();
    const url = await api.ready();
    const worker = home().startWorker();
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
    await home().expectOutcome(url, headers, answered, removals);
    expect([await worker.end('SIGTERM'), await api.end('SIGTERM')]).toEqual([0, 0]);
  }, 400_000);
});
