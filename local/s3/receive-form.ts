import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { Busboy, type BusboyInstance } from '@fastify/busboy';
import type { IncomingBlob } from './blob-file';
import { S3Error } from './s3-error';
import type { AllowedUpload } from './upload-policy';

/** S3's limit for the fields before the file, in bytes, including names. */
const mostFieldBytes = 20 * 1024;

export interface FormReceiver {
  /** Called with the fields before the file. Returns what may be uploaded. */
  readonly check: (fields: ReadonlyMap<string, string>) => Promise<AllowedUpload>;
  /** Destination of the file. */
  readonly open: () => Promise<IncomingBlob>;
}

/**
 * Reads an upload form like S3: fields first, the file last, and nothing after it.
 * @returns the file, not sealed yet, and the limits of the form
 * @throws S3Error as soon as the upload cannot succeed; the partial file is removed
 */
export async function receiveForm(
  request: IncomingMessage,
  receiver: FormReceiver,
): Promise<{ blob: IncomingBlob; allowed: AllowedUpload }> {
  const form = parseForm(request.headers);
  try {
    return await readForm(request, form, receiver);
  } finally {
    // The rest is read and discarded, so that the connection can be used again.
    request.unpipe(form).resume();
  }
}

function readForm(
  request: IncomingMessage,
  form: BusboyInstance,
  { check, open }: FormReceiver,
): Promise<{ blob: IncomingBlob; allowed: AllowedUpload }> {
  return new Promise((resolve, reject) => {
    const fields = new Map<string, string>();
    let file: Readable | undefined;
    let fieldBytes = 0;
    // Invalid UTF-8 is replaced by other characters, which match no condition of a policy.
    form.on('field', (name, value) => {
      if (file) return;
      fieldBytes += Buffer.byteLength(name) + Buffer.byteLength(value);
      if (fieldBytes > mostFieldBytes) reject(tooLargeFields());
      else fields.set(name.toLowerCase(), value);
    });
    form.on('file', (_name, stream) => {
      if (file || fieldBytes > mostFieldBytes) return void stream.resume();
      file = stream;
      // The parser only emits an error. A later reader must get it too.
      stream.on('error', (error) => stream.destroy(error));
      store(stream, fields, { check, open }).then(resolve, reject);
    });
    form.on('finish', () => {
      if (!file) {
        reject(
          new S3Error(400, 'IncorrectNumberOfFilesInPostRequest', 'POST requires exactly one file upload per request, named file.'),
        );
      }
    });
    const fail = () => (file ? file.destroy(malformed()) : reject(malformed()));
    form.on('error', fail);
    // The client closed the connection.
    request.on('error', fail);
    request.pipe(form);
  });
}

function parseForm(headers: IncomingHttpHeaders): BusboyInstance {
  try {
    if (!/^multipart\/form-data/i.test(headers['content-type'] ?? '')) throw new Error('The form has another content type.');
    return new Busboy({
      headers: { ...headers, 'content-type': headers['content-type'] ?? '' },
      // One byte more than allowed, so that truncation can be detected.
      limits: { fieldSize: mostFieldBytes + 1, fieldNameSize: mostFieldBytes + 1 },
      isPartAFile: (name) => name?.toLowerCase() === 'file',
    });
  } catch {
    throw new S3Error(412, 'PreconditionFailed', 'Bucket POST must be of the enclosure-type multipart/form-data.');
  }
}

async function store(stream: Readable, fields: ReadonlyMap<string, string>, { check, open }: FormReceiver) {
  const allowed = await check(fields);
  const blob = await open();
  try {
    for await (const chunk of piecesOf(stream)) {
      if (blob.bytes + chunk.length > allowed.maxBytes) {
        throw new S3Error(
          400,
          'EntityTooLarge',
          `Your proposed upload exceeds the maximum allowed size of ${allowed.maxBytes} bytes.`,
        );
      }
      await blob.append(chunk);
    }
    if (blob.bytes < allowed.minBytes) {
      throw new S3Error(
        400,
        'EntityTooSmall',
        `Your proposed upload is smaller than the minimum allowed size of ${allowed.minBytes} bytes.`,
      );
    }
    return { blob, allowed };
  } catch (error) {
    await blob.discard();
    throw error;
  }
}

/** The body of the request. A body that ends early is an error of the client; an error of the store is internal. */
async function* piecesOf(stream: Readable): AsyncGenerator<Buffer> {
  try {
    yield* stream;
  } catch (error) {
    throw error instanceof S3Error ? error : malformed();
  }
}

const tooLargeFields = () =>
  new S3Error(400, 'MaxPostPreDataLengthExceeded', 'Your POST request fields preceding the upload file were too large.', {
    elements: { MaxPostPreDataLengthBytes: mostFieldBytes },
  });

const malformed = () =>
  new S3Error(400, 'MalformedPOSTRequest', 'The body of your POST request is not well-formed multipart/form-data.');
