import type { IncomingHttpHeaders } from 'node:http';
import { S3Error } from './s3-error';

/** An object, as far as conditions and ranges know it. */
export interface ReadableObject {
  /** In its quotes. */
  readonly etag: string;
  readonly lastModified: Date;
  readonly bytes: number;
}

/** Which bytes are answered, both ends included. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/**
 * Whether the client has this object already (304). As S3 does, it asks the tags before the dates.
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
 * The part that is asked for. As S3 does, it leaves out of account what it cannot read, and more ranges than one: then, and where
 * `If-Range` names another object, all of it is answered.
 * @returns `undefined` for all of it  @throws S3Error 416 where no byte of the object is in the range
 */
export function rangeIn(headers: IncomingHttpHeaders, { etag, lastModified, bytes }: ReadableObject): ByteRange | undefined {
  const { range = '', 'if-range': ifRange } = headers;
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/i.exec(range.trim()) ?? [];
  if (from === '' && to === '') return undefined;
  if (typeof ifRange === 'string' && ifRange.trim() !== etag && dateIn(ifRange) !== wholeSeconds(lastModified)) return undefined;
  if (from !== '' && to !== '' && Number(from) > Number(to)) return undefined;
  // Without a beginning, it is so many bytes from the end.
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

/** Whether a list of tags names this one; S3 takes tags without their quotes, too. */
function names(list: string, etag: string): boolean {
  const tags = list.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.some((tag) => tag === '*' || tag === etag || `"${tag}"` === etag);
}

/** In seconds since the epoch; `undefined` where it is none. */
function dateIn(text: string | undefined): number | undefined {
  const ms = Date.parse(text ?? '');
  return Number.isNaN(ms) ? undefined : Math.floor(ms / 1000);
}

/** Headers know no fractions of a second. */
const wholeSeconds = (date: Date) => Math.floor(date.getTime() / 1000);

const failed = (Condition: string) =>
  new S3Error(412, 'PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', {
    elements: { Condition },
  });
