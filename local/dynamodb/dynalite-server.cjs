/*
 * Dynalite in a separate process. On a disk error it throws where no handler can catch it, and a crash of LevelDB's native code
 * ends its process. Here, both end this process and not the application. LevelDB needs that as well: after a partial write it
 * must be reopened, or its next writes are lost.
 *
 * JavaScript, because it starts in half the time without a TypeScript compiler. Its first message is its folder, the second one closes it.
 */
const { setTimeout: sleep } = require('node:timers/promises');
const dynalite = require('dynalite');
const { Level } = require('level');

/** A killed process may hold the folder for some moments, until it has exited. */
const lockMs = 3000;

// Immediately and without closing: LevelDB crashes when it is closed during work. Acknowledged writes have been passed to the
// operating system.
const end = () => process.kill(process.pid, 'SIGKILL');
const fail = ({ message, code }) => process.send({ fault: { message, code } }, end);

// Ctrl-C reaches this process too; the application decides when it ends.
process.on('SIGINT', () => undefined).on('SIGTERM', () => undefined);
process.once('disconnect', end);
process.on('uncaughtException', fail);

async function serve(path) {
  // Dynalite opens the folder asynchronously, and does not report why it failed.
  const level = await probe(path);
  await compact(level);
  await level.close();
  const server = dynalite({ path, createTableMs: 0 });
  await new Promise((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  process.once('message', () => server.close(() => process.exit()));
  process.send({ port: server.address().port });
}

async function probe(path) {
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
 * Reclaims the space of deleted items. During a run, LevelDB compacts by itself, which limits the folder to some 30 MB more
 * than its items need. A start only converts its log into another table, so that many short runs would add up.
 */
async function compact(level) {
  // Greater than any key. Compaction needs disk space itself; without space, the items remain readable.
  await level.compactRange('', '\u{10FFFF}').catch(() => undefined);
}

process.once('message', (path) => serve(path).catch(fail));
