import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { listen } from './listen';

/** Objects in memory, by the paths of their URLs: the part of S3 that is needed behind a faulty server. */
export interface MemoryS3 {
  readonly endpoint: string;
  readonly objects: Map<string, { body: Buffer; headers: Record<string, string> }>;
  /** The path of each write, in order. */
  readonly writes: string[];
  close(): Promise<void>;
}

export async function startMemoryS3(): Promise<MemoryS3> {
  const objects: MemoryS3['objects'] = new Map();
  const writes: string[] = [];
  const server = await listen(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://s3');
    if (request.method === 'PUT') {
      // Throws when the body breaks off. Then nothing is stored, as S3 guarantees.
      const body = await buffer(request).catch(() => undefined);
      if (!body) return;
      const kept = ['content-type', 'x-amz-checksum-crc32'].flatMap((name) => {
        const value = request.headers[name];
        return typeof value === 'string' ? [[name, value]] : [];
      });
      objects.set(pathname, { body, headers: Object.fromEntries(kept) });
      writes.push(pathname);
      response.writeHead(200, { etag: `"${createHash('md5').update(body).digest('hex')}"` }).end();
      return;
    }
    const object = objects.get(pathname);
    if (!object) {
      response.writeHead(404, { 'content-type': 'application/xml' });
      response.end(request.method === 'HEAD' ? undefined : '<Error><Code>NoSuchKey</Code></Error>');
      return;
    }
    response.writeHead(200, { ...object.headers, 'content-length': object.body.length });
    response.end(request.method === 'HEAD' ? undefined : object.body);
  });
  return { ...server, objects, writes };
}
