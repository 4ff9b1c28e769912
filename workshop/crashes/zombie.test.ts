import { join } from 'node:path';
import { Command, temporaryFolder, until } from '../../test/support/local';
import { isZombie, testWithZombies, unreaped } from '../../test/support/zombie';

testWithZombies()('npm start works again after a kill, although the killed process was not reaped', async () => {
  const dataDir = await temporaryFolder();
  const killed = unreaped([join('local', 'main.ts')], { PORT: '0', LOCAL_DATA_DIR: dataDir });
  const url = await until(() => /^ready (\S+)$/m.exec(killed.stdout)?.[1]);
  const refused = Command.start(dataDir);
  expect(await refused.ended).toBe(1);
  const [, holder] = /is used by process (\d+), (\S+)\. /.exec(refused.errors) ?? [];
  expect(refused.errors).toContain(url);

  process.kill(Number(holder), 'SIGKILL');
  await until(() => isZombie(Number(holder)));
  const again = await Command.start(dataDir).ready();
  expect((await fetch(`${again}/health`)).status).toBe(200);
});
