import type { Outcome } from './demonstrate';

/** Where the images of a run can be seen, and whose they are. */
export interface Whereabouts {
  /** The owner that the token names. @default - it names none that can be read */
  readonly owner?: string;
  /** Where the page stands. @default - there is none, or it is not known */
  readonly pageUrl?: string;
}

/** One line for programs. */
export function asJson(outcome: Outcome, { owner, pageUrl }: Whereabouts): string {
  return JSON.stringify({ ...outcome, ...(outcome.id && { owner, page: pageOf(outcome, pageUrl) }) });
}

/** Some lines for people. */
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

/** Whom a token is of, by what it says: nothing hangs on it here. */
export function ownerIn(token: string): string | undefined {
  try {
    const { username, sub } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    return typeof username === 'string' ? username : typeof sub === 'string' ? sub : undefined;
  } catch {
    return undefined;
  }
}
