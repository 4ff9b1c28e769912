/**
 * Removes hashes of assets and versions from a template, which change although the infrastructure stays the same. Everything else
 * remains, so that a snapshot changes with every setting, permission and resource.
 */
export function normalizeTemplate(template: object): object {
  const text = JSON.stringify(template)
    .replaceAll(/[0-9a-f]{64}/g, '<asset>')
    // Eight hexadecimal digits for the construct path, which remain, followed by 32 for the content.
    .replaceAll(/(CurrentVersion[0-9A-F]{8})[0-9a-f]{32}/g, '$1<version>');
  return JSON.parse(text);
}
