import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { finished } from 'node:stream/promises';
import type { S3Signer } from '../../lambda/adapters/aws/s3-signer';
import { cacheControl } from '../../lambda/adapters/cache-control';
import type { Clock } from '../../lambda/core/ports';
import type { Log } from '../../lambda/services';
import { consoleLog, isDiskFull } from '../log';
import type { MessageQueue, QueuedMessage } from '../sqs/message-queue';
import type { BlobFacts, StoredBlob } from './blob-file';
import { accessDenied, checkSignature } from './check-signature';
import type { FileBlobStore } from './file-blob-store';
import { isUnmodified, rangeIn } from './read-conditions';
import { receiveForm } from './receive-form';
import { S3Error } from './s3-error';
import { s3Notification } from './s3-notification';
import { checkUploadForm } from './upload-policy';

/** Path of the buckets below the application's URL. */
export const bucketPaths = { originals: '/s3/originals/', renditions: '/s3/renditions/' };

/** How long the rest of a rejected upload is read. */
const lingerMs = 2000;

export interface ObjectServerProps {
  readonly originals: FileBlobStore;
  readonly renditions: FileBlobStore;
  readonly signer: S3Signer;
  readonly clock: Clock;
  /** The application's URL, as in presigned URLs. */
  readonly origin: string;
  /** Receives notifications of uploads: held before the object exists, released afterwards. */
  readonly queue: Pick<MessageQueue, 'hold' | 'release' | 'forget'>;
  /** @default - stderr */
  readonly log?: Log;
}

/**
 * The two S3 operations of clients: upload by a signed form, read by a presigned URL. @see
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
export class ObjectServer {
  constructor(private readonly props: ObjectServerProps) {}

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // Allows requests from other origins, like a bucket with CORS. Only the signatures decide about access.
    response.setHeader('access-control-allow-origin', '*');
    // S3 does not send this header. It does not serve user content from the origin of the API, as the local run does.
    response.setHeader('x-content-type-options', 'nosniff');
    try {
      const url = new URL(request.url ?? '/', this.props.origin);
      if (request.method === 'OPTIONS' && url.pathname === bucketPaths.originals) allowUpload(response);
      else if (request.method === 'POST' && url.pathname === bucketPaths.originals) await this.upload(request, response);
      else if (url.pathname.startsWith(bucketPaths.renditions)) await this.read(request, url, response);
      else throw methodNotAllowed(request.method, url.pathname === bucketPaths.originals ? ['POST'] : []);
    } catch (error) {
      if (response.headersSent) throw error;
      await refuse(request, response, error instanceof S3Error ? error : this.fault(error as Error));
    }
  }

  /** Returns S3's message for an internal error. The log contains the error itself. */
  private fault(error: Error): S3Error {
    const { log = consoleLog } = this.props;
    if (isDiskFull(error)) {
      log.warn('An upload was rejected because the disk is full.', { error: error.message });
      return new S3Error(507, 'InsufficientStorage', 'The disk of the application is full. Free disk space, then upload again.');
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
    // The message is written before the object exists. A crash between the two leaves a message without an object, which the
    // next start discards, and never an object without a message.
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

  private async read({ method, headers }: IncomingMessage, url: URL, response: ServerResponse): Promise<void> {
    const { signer, origin, clock, renditions } = this.props;
    // Methods for objects that the application does not use.
    if (method === 'PUT' || method === 'DELETE') throw accessDenied();
    if (method !== 'GET' && method !== 'HEAD') throw methodNotAllowed(method, ['GET', 'HEAD']);
    const key = decodeKey(url.pathname.slice(bucketPaths.renditions.length));
    await checkSignature({ method, url, base: origin + bucketPaths.renditions, key }, signer, clock.now());
    const blob = await renditions.open(key);
    // The signer has no permission to list the bucket, so that S3 denies access to a missing object.
    if (!blob) throw accessDenied();
    try {
      await answerRead(blob, headers, response);
    } finally {
      await blob.close();
    }
  }
}

async function answerRead(blob: StoredBlob, headers: IncomingHttpHeaders, response: ServerResponse): Promise<void> {
  const { contentType, bytes, sha256 } = blob.facts;
  const object = { etag: `"${sha256}"`, lastModified: blob.writtenAt, bytes };
  const common = { 'cache-control': cacheControl, etag: object.etag, 'last-modified': object.lastModified.toUTCString() };
  if (isUnmodified(headers, object)) return void response.writeHead(304, common).end();
  const range = rangeIn(headers, object);
  // Renditions are small, and only the checksum of the whole object can be verified.
  const whole = await blob.readAll();
  const { first, last } = range ?? { first: 0, last: bytes - 1 };
  response.writeHead(range ? 206 : 200, {
    ...common,
    'accept-ranges': 'bytes',
    'content-type': contentType,
    'content-length': last - first + 1,
    ...(range && { 'content-range': `bytes ${first}-${last}/${bytes}` }),
  });
  // Node.js sends no body in a HEAD response.
  response.end(whole.subarray(first, last + 1));
}

function methodNotAllowed(method = '', allowed: readonly string[]): S3Error {
  return new S3Error(405, 'MethodNotAllowed', 'The specified method is not allowed against this resource.', {
    elements: { Method: method },
    headers: { allow: allowed.join(', ') },
  });
}

/** A page of another origin that observes upload progress sends a preflight request. */
function allowUpload(response: ServerResponse): void {
  response.writeHead(200, { 'access-control-allow-methods': 'POST', 'access-control-max-age': '3000', 'content-length': 0 }).end();
}

/**
 * Responds to a rejected upload. The rest of the body is read for a moment and discarded: a client whose connection is closed
 * while it sends would get a connection reset instead of the response.
 */
async function refuse(request: IncomingMessage, response: ServerResponse, error: S3Error): Promise<void> {
  const body = Buffer.from(error.toXml());
  request.resume();
  if (!request.complete) response.setHeader('connection', 'close');
  response
    .writeHead(error.status, { ...error.headers, 'content-type': 'application/xml', 'content-length': body.length })
    .write(body);
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
