import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { FileBlobStore } from '../../lambda/adapters/local/file-blob-store';
import { S3Error } from '../../local/s3/s3-error';

export interface S3Server {
  /** The value of AWS_ENDPOINT_URL_S3. */
  readonly endpoint: string;
  close(): Promise<void>;
}

/**
 * The requests of S3's REST API by which a packaged function reads and writes objects, on stores of the local run. It
 * believes every signature: what S3 accepts is tried on S3 servers (test/contracts).
 */
export async function startS3Server(buckets: Readonly<Record<string, FileBlobStore>>): Promise<S3Server> {
  const server = createServer((request, response) => {
    answer(buckets, request, response).catch((error: unknown) => {
      const fault = error instanceof S3Error ? error : new S3Error(500, 'InternalError', String(error));
      response.writeHead(fault.status, { 'content-type': 'application/xml' }).end(request.method === 'HEAD' ? '' : fault.toXml());
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(buckets: Readonly<Record<string, FileBlobStore>>, request: IncomingMessage, response: ServerResponse) {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://s3');
  // An address of numbers makes the SDK put the bucket into the path.
  const [, bucket = '', ...rest] = pathname.split('/');
  const store = Object.hasOwn(buckets, bucket) ? buckets[bucket] : undefined;
  if (!store) throw new S3Error(404, 'NoSuchBucket', 'The specified bucket does not exist.');
  const key = decodeURIComponent(rest.join('/'));
  const version = searchParams.get('versionId') ?? undefined;

  if (request.method === 'PUT') {
    if (request.headers['content-encoding']?.includes('aws-chunked')) throw new S3Error(501, 'NotImplemented', 'aws-chunked');
    await store.write(key, await buffer(request), request.headers['content-type'] ?? '');
    response.end();
    return;
  }
  if (request.method !== 'HEAD' && request.method !== 'GET') throw new S3Error(501, 'NotImplemented', String(request.method));
  const facts = await store.stat(key, version);
  if (!facts) throw new S3Error(404, 'NoSuchKey', 'The specified key does not exist.');
  response.writeHead(200, { 'content-type': facts.contentType, 'content-length': facts.bytes });
  response.end(request.method === 'GET' ? await store.read(key, version) : undefined);
}
