import { Hash } from '@smithy/hash-node';
import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';
import { credentials, region } from '../../lib/testing/stand-ins/clients';

/** Calls a service without an installed client, as the account itself. @returns the response body  @throws Error with the body */
export async function signedCall(
  fetchThere: typeof fetch,
  service: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<string> {
  const host = `${service}.${region}.amazonaws.com`;
  const signer = new SignatureV4({ service, region, credentials, sha256: Hash.bind(null, 'sha256') });
  const signed = await signer.sign(
    new HttpRequest({ method: 'POST', protocol: 'https:', hostname: host, path: '/', headers: { host, ...headers }, body }),
  );
  const answer = await fetchThere(`https://${host}/`, { method: 'POST', headers: signed.headers, body });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${service} answers ${answer.status}: ${text}`);
  return text;
}
