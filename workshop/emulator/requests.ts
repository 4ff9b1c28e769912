/*
 * Requests that must fail, so that the client in client/ does not send them. They use the global fetch, as that client does.
 */

/** @param url of the API, with the path  @returns the status, and the JSON of the body */
export async function ask(url: string, token?: string, init: RequestInit = {}) {
  const headers = { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) };
  const answer = await fetch(url, { ...init, headers });
  const text = await answer.text();
  return { status: answer.status, body: text && JSON.parse(text) };
}

export interface UploadForm {
  readonly url: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly maxBytes: number;
}

/** Sends a file with a form. @param changed fields that replace those of the form  @returns the status */
export async function sendForm({ url, fields }: UploadForm, file: Uint8Array, changed: Readonly<Record<string, string>> = {}) {
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...fields, ...changed })) form.append(name, value);
  form.append('file', new Blob([new Uint8Array(file)]));
  return (await fetch(url, { method: 'POST', body: form })).status;
}
