/*
 * Dynalite in a thread of its own. On any fault of the disk it throws where nobody can catch it; here that ends this thread
 * and not the application. That is also what LevelDB needs: after a write that failed in its middle, it must be opened
 * anew, or what it writes next is lost.
 *
 * JavaScript, because threads are not started through what compiles TypeScript.
 */
const { parentPort, workerData: path } = require('node:worker_threads');
const dynalite = require('dynalite');
const { Level } = require('level');

async function serve() {
  // Dynalite opens the folder long after it was asked to, and cannot say why it failed.
  const level = new Level(path);
  await level.open();
  await level.close();
  const server = dynalite({ path, createTableMs: 0 });
  await new Promise((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  parentPort.once('message', () => server.close(() => parentPort.close()));
  parentPort.postMessage({ port: server.address().port });
}

serve().catch(({ message, cause }) => {
  parentPort.postMessage({ failure: cause?.message ?? message, locked: cause?.code === 'LEVEL_LOCKED' });
  parentPort.close();
});
