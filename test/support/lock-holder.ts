import { spawn } from 'node:child_process';
import { DataLock } from '../../local/data-lock';

/*
 * Takes the lock of a data folder in a separate process, prints its owner, and keeps it until the process is killed. A child
 * process survives for a minute.
 */
async function main([dataDir = '', port = '0']: string[]): Promise<void> {
  await DataLock.take(dataDir, Number(port));
  const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)'], { stdio: 'ignore' });
  console.log(JSON.stringify({ holder: process.pid, child: child.pid }));
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
