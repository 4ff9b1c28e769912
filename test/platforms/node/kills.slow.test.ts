// A home of two processes, whose worker is killed again and again.
import { setTimeout } from 'node:timers/promises';
import { photo } from '../../../lib/testing/images/photo';
import { seeded } from '../../../lib/testing/random';
import { newImageIn } from '../../support/json';
import { describeKills } from './killed-home';

const [rounds, uploadsPerRound] = [4, 6];

describeKills((home) => {
  it(`of the worker lose no upload, and make each READY once, in ${rounds} kills`, async () => {
    const { servers, api } = home();
    const url = await api.ready();
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
      const worker = home().startWorker();
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
    const worker = home().startWorker();
    await worker.ready();
    await home().expectOutcome(url, headers, ids, removals);
    expect(await worker.end('SIGTERM')).toBe(0);
  }, 400_000);
});
