import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { disableSdkWarning } from '../../cli/node-notice';

/**
 * Runs once before all tests. Suppresses the warning in their output and in the commands that they start. Replaces the temporary
 * folder by one that is removed at the end, because the CDK and other packages leave files in it.
 */
export default function setUp(): void {
  disableSdkWarning();
  const folder = mkdtempSync(join(tmpdir(), 'tests-'));
  process.env.TMPDIR = folder;
  // A process that a test started may still be writing its last file.
  process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
}
