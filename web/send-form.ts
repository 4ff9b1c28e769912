import { answerError } from '../client/api-error';
import type {
  SendFile, // part: platforms
  SendForm,
  UploadOptions,
} from '../client/image-client';
import { Unreachable } from './state/faults';

/** Sends a form. @throws Unreachable */
export const sendForm: SendForm = (url, form, options) => send({ method: 'POST', url, body: form }, options);

// part: platforms
/** Sends a file to a store without forms. @throws Unreachable */
export const sendFile: SendFile = (url, headers, file, options) => send({ method: 'PUT', url, headers, body: file }, options);

interface Sent {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: FormData | Blob;
}

/** By XMLHttpRequest, because `fetch` does not report upload progress. */
function send(
  { method, url, headers = {}, body }: Sent,
  { signal, onProgress }: Pick<UploadOptions, 'signal' | 'onProgress'>,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    request.open(method, url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total }) => onProgress?.(loaded / total);
    request.onload = () => {
      const { status, responseText } = request;
      if (status >= 200 && status < 300) return resolve();
      answerError(new Response(responseText, { status })).then(reject, reject);
    };
    request.onerror = () => reject(new Unreachable('The upload was interrupted.'));
    request.onabort = () => reject(signal?.reason);
    request.onloadend = () => signal?.removeEventListener('abort', abort);
    if (signal?.aborted) return reject(signal.reason);
    signal?.addEventListener('abort', abort);
    request.send(body);
  });
}
