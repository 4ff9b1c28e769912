/**
 * Whether a page of another site made the request. Browsers say where a request comes from: all of today's in
 * `Sec-Fetch-Site`, older ones in `Origin` alone. A request with neither comes from no page, but from a program.
 * The server has compared `Host` with its own names before, so that `Host` can stand for the application's own origin.
 * @param pageOrigins further origins of the application's own pages  @default - none
 */
export function comesFromAnotherSite(headers: Headers, pageOrigins: readonly string[] = []): boolean {
  const site = headers.get('sec-fetch-site');
  if (site !== null && site !== 'same-origin' && site !== 'none') return true;
  const origin = headers.get('origin');
  // `null` is also what a page of our own sends whose policy is to name no referrer; only `Sec-Fetch-Site` can tell.
  if (origin === 'null') return site !== 'same-origin';
  return origin !== null && origin !== `http://${headers.get('host')}` && !pageOrigins.includes(origin);
}
