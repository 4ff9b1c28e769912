/*
 * Requests that the client in client/ does not make, because they must fail. By the global fetch, as that client's.
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

/** Sends a file by a form. @param changed fields in place of the form's own  @returns the status */
export async function sendForm({ url, fields }: UploadForm, file: Uint8Array, changed: Readonly<Record<string, string>> = {}) {
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...fields, ...changed })) form.append(name, value);
  form.append('file', new Blob([new Uint8Array(file)]));
  return (await fetch(url, { method: 'POST', body: form })).status;
}
