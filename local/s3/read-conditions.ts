import type { IncomingHttpHeaders } from 'node:http';
import { S3Error } from './s3-error';

/** The properties of an object that conditions and ranges refer to. */
export interface ReadableObject {
  /** Including its quotes. */
  readonly etag: string;
  readonly lastModified: Date;
  readonly bytes: number;
}

/** The requested bytes, both ends inclusive. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/**
 * Whether the client already has this object (304). Like S3, it compares ETags first, and then dates.
 * @throws S3Error 412 when the client requires another version  @see https://www.rfc-editor.org/rfc/rfc9110#section-13.2.2
 */
export function isUnmodified(headers: IncomingHttpHeaders, { etag, lastModified }: ReadableObject): boolean {
  const seconds = wholeSeconds(lastModified);
  const { 'if-match': match, 'if-none-match': noneMatch } = headers;
  const since = dateIn(headers['if-modified-since']);
  const unmodifiedSince = dateIn(headers['if-unmodified-since']);
  if (match !== undefined) {
    if (!names(match, etag)) throw failed('If-Match');
  } else if (unmodifiedSince !== undefined && seconds > unmodifiedSince) {
    throw failed('If-Unmodified-Since');
  }
  return noneMatch === undefined ? since !== undefined && seconds <= since : names(noneMatch, etag);
}

/**
 * Returns the requested range. Like S3, it ignores invalid and multiple ranges, and a range whose `If-Range` refers to
 * another version of the object.
 * @returns `undefined` for the whole object
 * @throws S3Error 416 when the range contains no byte of the object
 */
export function rangeIn(headers: IncomingHttpHeaders, { etag, lastModified, bytes }: ReadableObject): ByteRange | undefined {
  const { range = '', 'if-range': ifRange } = headers;
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/i.exec(range.trim()) ?? [];
  if (from === '' && to === '') return undefined;
  if (typeof ifRange === 'string' && ifRange.trim() !== etag && dateIn(ifRange) !== wholeSeconds(lastModified)) return undefined;
  if (from !== '' && to !== '' && Number(from) > Number(to)) return undefined;
  // A suffix range: the last bytes.
  const first = from === '' ? Math.max(0, bytes - Number(to)) : Number(from);
  const last = from === '' || to === '' ? bytes - 1 : Math.min(Number(to), bytes - 1);
  if (first >= bytes) {
    throw new S3Error(416, 'InvalidRange', 'The requested range is not satisfiable', {
      elements: { RangeRequested: range, ActualObjectSize: bytes },
      headers: { 'content-range': `bytes */${bytes}` },
    });
  }
  return { first, last };
}

/** Whether a list of ETags contains this one; like S3, it accepts ETags without quotes. */
function names(list: string, etag: string): boolean {
  const tags = list.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.some((tag) => tag === '*' || tag === etag || `"${tag}"` === etag);
}

/** In seconds since the epoch; `undefined` for an invalid date. */
function dateIn(text: string | undefined): number | undefined {
  const ms = Date.parse(text ?? '');
  return Number.isNaN(ms) ? undefined : Math.floor(ms / 1000);
}

/** Headers have a resolution of seconds. */
const wholeSeconds = (date: Date) => Math.floor(date.getTime() / 1000);

const failed = (Condition: string) =>
  new S3Error(412, 'PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', {
    elements: { Condition },
  });
