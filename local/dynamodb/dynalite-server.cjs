/*
 * Dynalite in a separate process. On a disk error it throws where no handler can catch it, and a crash of LevelDB's
 * native code ends its process. Here, both end this process and not the application. LevelDB needs that as well:
 * after a partial write it must be reopened, or its next writes are lost.
 *
 * JavaScript, because it starts in half the time without what compiles TypeScript.
 */
const { setTimeout: sleep } = require('node:timers/promises');
const dynalite = require('dynalite');
const { Level } = require('level');

const [path] = process.argv.slice(2);
/** A process that was killed may hold the folder for some moments more, as long as it ends. */
const lockMs = 3000;

// At once and without tidying up, which LevelDB does not survive while it works. What was answered is with the system.
const end = () => process.kill(process.pid, 'SIGKILL');
const fail = ({ message, code }) => process.send({ fault: { message, code } }, end);

// Ctrl-C reaches this process too; when to end is for the application to say, or for its death.
process.on('SIGINT', () => undefined).on('SIGTERM', () => undefined);
process.once('disconnect', end);
process.on('uncaughtException', fail);

async function serve() {
  // Dynalite opens the folder long after it was asked to, and cannot say why it failed.
  const level = await probe();
  await compact(level);
  await level.close();
  const server = dynalite({ path, createTableMs: 0 });
  await new Promise((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  process.once('message', () => server.close(() => process.exit()));
  process.send({ port: server.address().port });
}

async function probe() {
  for (const started = performance.now(); ; await sleep(20)) {
    const level = new Level(path);
    try {
      await level.open();
      return level;
    } catch (error) {
      const locked = error.cause?.code === 'LEVEL_LOCKED';
      if (!locked || performance.now() - started > lockMs) throw error.cause ?? error;
    }
  }
}

/**
 * Gives back the room of deleted items. While it runs, LevelDB compacts by itself, which keeps the folder within some 30 MB of
 * what its items need; but a start only turns its log into one more table, and many short runs would add up.
 */
async function compact(level) {
  // No key is above this one. Compaction needs room itself: without any, the items are no less there.
  await level.compactRange('', '\u{10FFFF}').catch(() => undefined);
}

serve().catch(fail);
