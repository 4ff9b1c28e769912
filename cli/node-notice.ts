/**
 * Replaces the AWS SDK's nine-line warning on Node.js 20 by one line on stderr, and suppresses it in child processes. When the
 * user has disabled the SDK's warning, neither is printed.
 */
export function noticeOldNode(): void {
  if (!disableSdkWarning()) return;
  const { node } = process.versions;
  if (Number.parseInt(node, 10) >= 22) return;
  console.error(`Node.js ${node} is supported, but has reached its end of life. Use Node.js 22 or 24.`);
}

/** @returns whether the warning was enabled */
export function disableSdkWarning(): boolean {
  const name = 'AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED';
  const wasEnabled = process.env[name] !== 'true';
  process.env[name] = 'true';
  return wasEnabled;
}
