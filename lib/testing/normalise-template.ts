/**
 * A template without what differs though nothing of the infrastructure does: the hashes of assets, and of versions in their
 * logical ids. All the rest stays, so a snapshot of it changes with every setting, permission and resource.
 */
export function normaliseTemplate(template: object): object {
  const text = JSON.stringify(template)
    .replaceAll(/[0-9a-f]{64}/g, '<asset>')
    // Eight hexadecimal digits for the path of the construct, which stay, then 32 for the content.
    .replaceAll(/(CurrentVersion[0-9A-F]{8})[0-9a-f]{32}/g, '$1<version>');
  return JSON.parse(text);
}
