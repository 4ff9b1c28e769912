import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { FileBlobStore } from '../../../local/s3/file-blob-store';
import { escapeXml, S3Error } from '../../../local/s3/s3-error';
import { listen } from './listen';

export interface S3Server {
  /** The value of AWS_ENDPOINT_URL_S3. */
  readonly endpoint: string;
  close(): Promise<void>;
}

/**
 * The requests of S3's REST API with which a packaged function reads and writes objects. The stores of the local run hold the objects.
 * Signatures are not verified: real S3 servers do that (test/contracts).
 */
export function startS3Server(buckets: Readonly<Record<string, FileBlobStore>>): Promise<S3Server> {
  return listen((request, response) => {
    answer(buckets, request, response).catch((error: unknown) => {
      const fault = error instanceof S3Error ? error : new S3Error(500, 'InternalError', String(error));
      response.writeHead(fault.status, { 'content-type': 'application/xml' }).end(request.method === 'HEAD' ? '' : fault.toXml());
    });
  });
}

async function answer(buckets: Readonly<Record<string, FileBlobStore>>, request: IncomingMessage, response: ServerResponse) {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://s3');
  // With an IP address as the endpoint, the SDK puts the bucket into the path.
  const [, bucket = '', ...rest] = pathname.split('/');
  const store = Object.hasOwn(buckets, bucket) ? buckets[bucket] : undefined;
  if (!store) throw new S3Error(404, 'NoSuchBucket', 'The specified bucket does not exist.');
  const key = decodeURIComponent(rest.join('/'));
  if (key === '') {
    response.setHeader('content-type', 'application/xml');
    response.end(await answerOfBucket(store, request, searchParams));
    return;
  }
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
  // Without versioning, S3 returns no versions.
  const versionId = facts.version === 'null' ? {} : { 'x-amz-version-id': facts.version };
  response.writeHead(200, { 'content-type': facts.contentType, 'content-length': facts.bytes, ...versionId });
  response.end(request.method === 'GET' ? await store.read(key, version) : undefined);
}

/** Requests about many objects: two listings and a removal. */
async function answerOfBucket(store: FileBlobStore, request: IncomingMessage, query: URLSearchParams): Promise<string> {
  const prefix = query.get('prefix') ?? '';
  const limit = Number(query.get('max-keys') ?? 1000);
  if (request.method === 'GET' && query.has('versions')) {
    // A page contains all versions of an object.
    const { objects, more } = await store.list(prefix, { limit });
    const versions = await Promise.all(objects.map(async ({ key }) => ({ key, ids: await store.versions(key) })));
    const entries = versions.flatMap(({ key, ids }) =>
      ids.map((id) => `<Version><Key>${escapeXml(key)}</Key><VersionId>${id}</VersionId></Version>`),
    );
    return `<ListVersionsResult><IsTruncated>${more}</IsTruncated>${entries.join('')}</ListVersionsResult>`;
  }
  if (request.method === 'GET' && query.get('list-type') === '2') {
    const { objects, more } = await store.list(prefix, { limit, after: query.get('start-after') ?? undefined });
    const entries = objects.map(
      ({ key, writtenAt }) =>
        `<Contents><Key>${escapeXml(key)}</Key><LastModified>${writtenAt.toISOString()}</LastModified></Contents>`,
    );
    return `<ListBucketResult><IsTruncated>${more}</IsTruncated>${entries.join('')}</ListBucketResult>`;
  }
  if (request.method === 'POST' && query.has('delete')) {
    for (const [key, named] of namedVersions((await buffer(request)).toString())) {
      const existing = await store.versions(key);
      // The store removes a key with all its versions, so the request must name all of them.
      if (existing.some((version) => !named.has(version)))
        throw new S3Error(501, 'NotImplemented', 'Only some versions of the key are named.');
      await store.remove([key]);
    }
    return '<DeleteResult></DeleteResult>';
  }
  throw new S3Error(501, 'NotImplemented', `${request.method} ${request.url}`);
}

/** Returns the versions by key that a removal request names. */
function namedVersions(xml: string): Map<string, Set<string>> {
  const named = new Map<string, Set<string>>();
  for (const [, object = ''] of xml.matchAll(/<Object>(.*?)<\/Object>/g)) {
    const [, key = ''] = /<Key>(.*?)<\/Key>/.exec(object) ?? [];
    const [, version = ''] = /<VersionId>(.*?)<\/VersionId>/.exec(object) ?? [];
    named.set(key, (named.get(key) ?? new Set()).add(version));
  }
  return named;
}
