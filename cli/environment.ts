/** Disables the warning of AWS's SDK about the version of Node.js, also in child processes. @returns whether it was enabled */
export function disableSdkNodeWarning(): boolean {
  const name = 'AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED';
  const wasEnabled = process.env[name] !== 'true';
  process.env[name] = 'true';
  return wasEnabled;
}
