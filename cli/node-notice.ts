import { disableSdkNodeWarning } from './environment';

/**
 * Replaces the nine lines that AWS's SDK writes on Node.js 20 by one, on the error stream. A user who has disabled the SDK's
 * warning gets neither.
 */
export function noticeOldNode(): void {
  const { node } = process.versions;
  if (!disableSdkNodeWarning() || Number.parseInt(node, 10) >= 22) return;
  console.error(`Node.js ${node} works today, but is out of support. Node.js 22 or 24 is recommended.`);
}
