import type { IncomingMessage, ServerResponse } from 'node:http';
import { finished } from 'node:stream/promises';
import type { S3Signer } from '../../lambda/adapters/aws/s3-signer';
import { cacheControl } from '../../lambda/adapters/cache-control';
import type { BlobFacts } from '../../lambda/adapters/local/blob-file';
import type { FileBlobStore } from '../../lambda/adapters/local/file-blob-store';
import type { Clock } from '../../lambda/core/ports';
import type { Log } from '../../lambda/services';
import { isDiskFull } from '../disk-full';
import { consoleLog } from '../log';
import type { MessageQueue, QueuedMessage } from '../message-queue';
import { receiveForm } from './receive-form';
import { S3Error } from './s3-error';
import { s3Notification } from './s3-notification';
import { checkUploadForm, equal, parseAmzDate } from './upload-policy';

/** Where the buckets stand below the application's own address. */
export const bucketPaths = { originals: '/s3/originals/', renditions: '/s3/renditions/' };

/** S3 signs no URL for longer than a week. */
const longestUrlSeconds = 7 * 24 * 60 * 60;

/** How long a refused upload is still read. */
const lingerMs = 2000;

export interface ObjectServerProps {
  readonly originals: FileBlobStore;
  readonly renditions: FileBlobStore;
  readonly signer: S3Signer;
  readonly clock: Clock;
  /** The application's own address, as signed URLs name it. */
  readonly origin: string;
  /** Where an upload's notification goes: held before the upload exists, released after. */
  readonly queue: Pick<MessageQueue, 'hold' | 'release' | 'forget'>;
  /** @default - the error stream */
  readonly log?: Log;
}

/** The two things that clients do with S3: upload by a signed form, read by a signed URL. */
export class ObjectServer {
  constructor(private readonly props: ObjectServerProps) {}

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // Pages of other origins may come here, as they may to a bucket with CORS; the signatures decide.
    response.setHeader('access-control-allow-origin', '*');
    try {
      const url = new URL(request.url ?? '/', this.props.origin);
      if (request.method === 'OPTIONS' && url.pathname === bucketPaths.originals) allowUpload(response);
      else if (request.method === 'POST' && url.pathname === bucketPaths.originals) await this.upload(request, response);
      else if (request.method === 'GET' && url.pathname.startsWith(bucketPaths.renditions)) await this.read(url, response);
      else throw new S3Error(405, 'MethodNotAllowed', 'The specified method is not allowed against this resource.');
    } catch (error) {
      if (response.headersSent) throw error;
      await refuse(request, response, error instanceof S3Error ? error : this.fault(error as Error));
    }
  }

  /** What is our fault, as S3 would say it; what it is stands in the log. */
  private fault(error: Error): S3Error {
    const { log = consoleLog } = this.props;
    if (isDiskFull(error)) {
      log.warn('An upload was refused: the disk is full.', { error: error.message });
      return new S3Error(507, 'InsufficientStorage', 'The disk of the application is full. Make room there, then upload again.');
    }
    log.error('A request to the object server failed.', error);
    return new S3Error(500, 'InternalError', 'We encountered an internal error. Please try again.');
  }

  private async upload(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { originals, signer, clock, queue } = this.props;
    const { blob, allowed } = await receiveForm(request, {
      check: (fields) => checkUploadForm(fields, 'originals', signer, clock.now()),
      open: () => originals.receive(),
    });
    // The message is written before the object exists: a crash between the two leaves a message without an object, which
    // the next start drops, and never an object without a message.
    let message: QueuedMessage | undefined;
    let facts: BlobFacts;
    try {
      facts = await originals.seal(blob, allowed.key, allowed.contentType);
      message = await queue.hold(s3Notification('originals', facts, clock.now()));
      await originals.commit(blob, facts);
    } catch (error) {
      if (message) await queue.forget(message);
      await blob.discard();
      throw error;
    }
    queue.release(message);
    response.writeHead(204, { etag: `"${facts.sha256}"`, 'x-amz-version-id': facts.version }).end();
  }

  private async read(url: URL, response: ServerResponse): Promise<void> {
    const key = decodeKey(url.pathname.slice(bucketPaths.renditions.length));
    await this.checkSignature(url, key);
    const blob = await this.props.renditions.open(key);
    if (!blob) throw new S3Error(404, 'NoSuchKey', 'The specified key does not exist.');
    try {
      // Renditions are small, and only the whole of one can be proven to be undamaged.
      const body = await blob.readAll();
      const { contentType, bytes, sha256 } = blob.facts;
      const headers = { 'content-type': contentType, 'content-length': bytes, 'cache-control': cacheControl, etag: `"${sha256}"` };
      response.writeHead(200, headers).end(body);
    } finally {
      await blob.close();
    }
  }

  private async checkSignature(url: URL, key: string): Promise<void> {
    const { signer, origin, clock } = this.props;
    const at = parseAmzDate(url.searchParams.get('X-Amz-Date') ?? '');
    const seconds = Number(url.searchParams.get('X-Amz-Expires'));
    if (!(seconds >= 1 && seconds <= longestUrlSeconds)) {
      throw new S3Error(400, 'AuthorizationQueryParametersError', 'X-Amz-Expires must be a number of seconds from 1 to a week.');
    }
    const genuine = await signer.presignGet(origin + bucketPaths.renditions, key, at, seconds);
    // The signature covers the whole query; sorted, because the order of parameters is nobody's.
    url.searchParams.sort();
    genuine.searchParams.sort();
    if (!equal(genuine.search, url.search)) {
      throw new S3Error(
        403,
        'SignatureDoesNotMatch',
        'The signature does not match the request. Ask for a new URL: GET /images/{id}.',
      );
    }
    if (clock.now().getTime() > at.getTime() + seconds * 1000) {
      throw new S3Error(403, 'AccessDenied', 'Request has expired. Ask for a new URL: GET /images/{id}.');
    }
  }
}

/** A page of another origin that watches its upload's progress asks first whether it may upload. */
function allowUpload(response: ServerResponse): void {
  response.writeHead(200, { 'access-control-allow-methods': 'POST', 'access-control-max-age': '3000', 'content-length': 0 }).end();
}

/**
 * Answers an upload that is cut off. The rest of it is read for a moment and thrown away: were the connection closed
 * under a client that still sends, it would see a reset in place of the answer.
 */
async function refuse(request: IncomingMessage, response: ServerResponse, error: S3Error): Promise<void> {
  const body = Buffer.from(error.toXml());
  request.resume();
  if (!request.complete) response.setHeader('connection', 'close');
  response.writeHead(error.status, { 'content-type': 'application/xml', 'content-length': body.length }).write(body);
  if (!request.complete) await finished(request, { signal: AbortSignal.timeout(lingerMs) }).catch(() => undefined);
  response.end();
}

function decodeKey(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw new S3Error(400, 'InvalidURI', "Couldn't parse the specified URI.");
  }
}
