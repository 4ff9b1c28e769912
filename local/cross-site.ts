/**
 * Whether a page of another site sent the request. Browsers declare this in `Sec-Fetch-Site`, older ones only in `Origin`. A
 * request with neither header was sent by a program. The server has already compared `Host` with its own names, so that `Host`
 * can be used as the application's own origin.
 * @param pageOrigins further origins of the application's own pages @default - none
 */
export function comesFromAnotherSite(headers: Headers, pageOrigins: readonly string[] = []): boolean {
  const site = headers.get('sec-fetch-site');
  if (site !== null && site !== 'same-origin' && site !== 'none') return true;
  const origin = headers.get('origin');
  // A page of this application that sends no referrer also sends `null`; only `Sec-Fetch-Site` distinguishes it.
  if (origin === 'null') return site !== 'same-origin';
  return origin !== null && origin !== `http://${headers.get('host')}` && !pageOrigins.includes(origin);
}
