import { rmSync } from 'node:fs';
import { dirname } from 'node:path';

/** Runs once after all tests. Removes their temporary folder. */
export default function tearDown(): void {
  const { TMPDIR: folder } = process.env;
  if (folder === undefined) return;
  // A process that a test started may still be writing its last file.
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  process.env.TMPDIR = dirname(folder);
}
