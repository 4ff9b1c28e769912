import { startServer } from '../server';

test('the empty server reports its URL, answers every request, and ends', async () => {
  const server = await startServer(process.execPath, [
    '--require',
    './cli/typescript.cjs',
    'workshop/bench/baselines/empty-server.ts',
  ]);
  try {
    const answer = await fetch(`${server.url}/images/some`, { headers: { authorization: 'Bearer token' } });
    expect([answer.status, await answer.json()]).toEqual([200, {}]);
  } finally {
    await server.close();
  }
  await expect(fetch(server.url)).rejects.toThrow('fetch failed');
});
