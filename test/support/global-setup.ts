import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { disableSdkWarning } from '../../cli/node-notice';

/**
 * Runs once before all tests. Suppresses the warning in their output and in the commands that they start. Replaces the temporary
 * folder by one that the teardown removes, because the CDK and other packages leave files in it.
 */
export default function setUp(): void {
  disableSdkWarning();
  process.env.TMPDIR = mkdtempSync(join(tmpdir(), 'tests-'));
}
