import { answerError } from '../client/api-error';
import type { SendForm } from '../client/image-client';
import { Unreachable } from './state/faults';

/** Sends a form by XMLHttpRequest, because `fetch` does not report upload progress. @throws Unreachable */
export const sendForm: SendForm = (url, form, { signal, onProgress }) =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    request.open('POST', url);
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
    request.send(form);
  });
