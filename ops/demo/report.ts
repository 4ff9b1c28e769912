import type { Outcome } from './demonstrate';

/** Where a run's images are. */
export interface Whereabouts {
  /** The owner in the token. @default - none could be read */
  readonly owner?: string;
  /** URL that shows the images in a browser. @default - none */
  readonly pageUrl?: string;
}

/** Formats a result as one line of JSON. */
export function asJson(outcome: Outcome, { owner, pageUrl }: Whereabouts): string {
  return JSON.stringify({ ...outcome, ...(outcome.id && { owner, page: pageOf(outcome, pageUrl) }) });
}

/** Formats a result as text. */
export function asText(outcome: Outcome, { owner, pageUrl }: Whereabouts, seconds: number): string {
  const { file, id, status, reason, sizes = {}, saved } = outcome;
  const image = id ? `, image ${id}${owner ? ` of ${owner}` : ''}` : '';
  const page = pageOf(outcome, pageUrl);
  return [
    `${file}: ${status} after ${seconds.toFixed(2)} s${image}`,
    ...(reason ? [`  ${reason}`] : []),
    ...Object.entries(sizes).map(
      ([size, { width, height, bytes, format, url }]) =>
        `  ${size.padEnd(10)} ${`${width} × ${height}`.padStart(12)} px ${String(bytes).padStart(9)} bytes ${format}\n             ${url}`,
    ),
    ...(saved ?? []).map((path) => `  saved      ${path}`),
    ...(page ? [`  page       ${page}${owner ? `, for ${owner}` : ''}`] : []),
  ].join('\n');
}

const pageOf = ({ id }: Outcome, pageUrl: string | undefined) =>
  id && pageUrl ? `${pageUrl.replace(/\/$/, '')}/view/${id}` : undefined;

/** Reads the owner of a token without verifying it, for display only. */
export function ownerIn(token: string): string | undefined {
  try {
    const { username, sub } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    return typeof username === 'string' ? username : typeof sub === 'string' ? sub : undefined;
  } catch {
    return undefined;
  }
}
