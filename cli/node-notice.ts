/**
 * Replaces the nine lines that AWS's SDK writes on Node.js 20 by one, on the error stream, and in child processes by none. A user
 * who has disabled the SDK's warning gets neither.
 */
export function noticeOldNode(): void {
  if (!disableSdkWarning()) return;
  const { node } = process.versions;
  if (Number.parseInt(node, 10) >= 22) return;
  console.error(`Node.js ${node} works today, but is out of support. Node.js 22 or 24 is recommended.`);
}

/** @returns whether it was enabled */
export function disableSdkWarning(): boolean {
  const name = 'AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED';
  const wasEnabled = process.env[name] !== 'true';
  process.env[name] = 'true';
  return wasEnabled;
}
