// The command against the local run, and the simulation against what the command measures there.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { photo } from '../../lib/testing/images/photo';
import type { SpikeResult } from '../../ops/spike/report';
import { Command, startLocal, temporaryFolder } from '../support/local';

jest.setTimeout(240_000);

/** How far the simulation may be from the run. */
const factor = 2;

// Other programs use this computer meanwhile: what it could do a moment ago, it may no longer do.
jest.retryTimes(2);

async function spike(args: string[], env: NodeJS.ProcessEnv): Promise<SpikeResult> {
  const command = Command.run('../ops/spike/main.ts', ['--json', ...args], env);
  expect([await command.ended, command.errors]).toEqual([0, expect.not.stringContaining('rror')]);
  return JSON.parse(command.stdout);
}

function expectNear(measured = Number.NaN, simulated = Number.NaN): void {
  expect(measured).toBeGreaterThan(simulated / factor);
  expect(measured).toBeLessThan(simulated * factor);
}

test('500 requests at once take as long as the simulation says', async () => {
  const { dataDir } = await startLocal();
  const { measured, expected } = await spike(['--at-once', '500'], { LOCAL_DATA_DIR: dataDir });
  expect(measured.answers).toEqual({ '200 by application': 500 });
  expect(expected.requests).toMatchObject({ count: 500, answered: 500, share429: 0, share503: 0 });
  expectNear(measured.p50Ms, expected.requests.p50Ms);
  expectNear(measured.p99Ms, expected.requests.p99Ms);
});

test('500 uploads at once take as long as the simulation says, and leave nothing', async () => {
  const { dataDir, url, alice } = await startLocal();
  const file = join(await temporaryFolder(), 'photo.jpg');
  await writeFile(file, await photo({ width: 600, height: 400 }));
  const { measured, uploads, expected } = await spike(['--at-once', '500', '--photo', file], { LOCAL_DATA_DIR: dataDir });
  expect(measured.answers).toEqual({ '201 by application': 500 });
  expect(uploads).toMatchObject({ ready: 500, failed: 0 });
  expectNear(measured.p50Ms, expected.requests.p50Ms);
  expectNear(measured.p99Ms, expected.requests.p99Ms);
  expectNear(uploads?.seconds, expected.drainSeconds);
  expect(await (await alice.fetch(`${url}/images`)).json()).toMatchObject({ items: [] });
});

test('asks before it sends to another API than the local run, unless there is no one to answer', async () => {
  const { url } = await startLocal();
  const args = ['--at-once', '3', '--url', url, '--token', 'T'];
  const refused = Command.run('../ops/spike/main.ts', args, {});
  expect(await refused.ended).toBe(1);
  expect(refused.errors).toMatch(/Send 3 requests at once to http.*\? This costs about 0\.0\d+ USD.*no terminal\. Add --yes/);
  const sent = Command.run('../ops/spike/main.ts', [...args, '--yes'], {});
  expect(await sent.ended).toBe(0);
  expect(sent.stdout).toMatch(/^3 × 401 by API Gateway$/m);
});
