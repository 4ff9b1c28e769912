/*
 * AWS's published algorithm of Signature Version 4, in plain node:crypto, for the two things that clients send to
 * S3. It shares no code with the tested implementation. sigv4.test.ts checks it against AWS's own examples.
 * Forms: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-authentication-HTTPPOST.html
 * URLs: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 */
import { createHash, createHmac } from 'node:crypto';

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text, 'utf8').digest();

/** @param scope `<date>/<region>/<service>/aws4_request` */
function signatureOf(stringToSign: string, secret: string, scope: string): string {
  const signingKey = scope.split('/').reduce<string | Buffer>((key, part) => hmac(key, part), `AWS4${secret}`);
  return hmac(signingKey, stringToSign).toString('hex');
}

/** The part of a credential after the access key id. */
const scopeOf = (credential: string) => credential.slice(credential.indexOf('/') + 1);

/** Returns the expected `x-amz-signature` of a form: the string to sign is the policy as it is. */
export function formSignature(policy: string, credential: string, secret: string): string {
  return signatureOf(policy, secret, scopeOf(credential));
}

/** Returns the expected `X-Amz-Signature` of a URL, and the string that it signs. */
export function urlSignature(address: string, secret: string, method = 'GET'): { canonicalRequest: string; signature: string } {
  const [, host = '', path = '', query = ''] = /^https?:\/\/([^/]+)(\/[^?]*)\?(.*)$/.exec(address) ?? [];
  const parameters = query.split('&').map((pair) => pair.split('=').map(decodeURIComponent) as [string, string]);
  const value = (wanted: string) => parameters.find(([name]) => name === wanted)?.[1] ?? '';
  const canonicalQuery = parameters
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${uriEncode(name)}=${uriEncode(value)}`)
    .sort()
    .join('&');
  // S3 decodes the key and encodes each byte itself, so that no byte is encoded twice.
  const canonicalPath = path.split('/').map(decodeURIComponent).map(uriEncode).join('/');
  const canonicalRequest = [method, canonicalPath, canonicalQuery, `host:${host}`, '', 'host', 'UNSIGNED-PAYLOAD'].join('\n');
  const scope = scopeOf(value('X-Amz-Credential'));
  const digest = createHash('sha256').update(canonicalRequest).digest('hex');
  const stringToSign = ['AWS4-HMAC-SHA256', value('X-Amz-Date'), scope, digest].join('\n');
  return { canonicalRequest, signature: signatureOf(stringToSign, secret, scope) };
}

/** AWS's UriEncode: every byte except the unreserved characters `A-Z a-z 0-9 - . _ ~`. */
function uriEncode(text: string): string {
  const encode = (byte: number) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  return [...Buffer.from(text)]
    .map((byte) => (/[\w.~-]/.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : encode(byte)))
    .join('');
}
