import type { SignedMessage, Verify } from './endpoint';
import { problem, RequestProblem } from './problem';
import { inSentence } from './shown';

/** The headers of a signed request. @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
export const signatureHeaders = {
  id: 'webhook-id',
  timestamp: 'webhook-timestamp',
  signature: 'webhook-signature',
} as const;

/** After a signature that does not match, a copy of the secret that is older than this is read again, in seconds. */
const rereadAfterSeconds = 60;

/** Maximum number of signatures that are checked per request: the sender has one for each of its secrets. */
const mostSignatures = 4;

/**
 * Checks a signature as Standard Webhooks defines it: HMAC-SHA256 over id, timestamp and body. A repeated message within the window
 * is accepted, because senders repeat a message that was not answered in time: `run` is idempotent, or remembers `webhook-id`.
 */
export const verifySignature: Verify = async (message, { secret, windowSeconds = 300 }, { secrets, clock }) => {
  const { id, timestamp, signatures } = read(message);
  checkTime(timestamp, clock.now(), windowSeconds);
  const content = concat(new TextEncoder().encode(`${id}.${timestamp}.`), message.body);
  const isSignedWith = (text: string) => matches(keysOf(secret, text), signatures, content);
  const known = await secrets.read(secret);
  if (await isSignedWith(known)) return;
  // The secret may have been replaced since this function read it.
  const current = await secrets.read(secret, rereadAfterSeconds);
  if (current !== known && (await isSignedWith(current))) return;
  throw refusal(
    'The signature does not match. Sign "ID.TIMESTAMP.BODY", with the bytes of the body as sent and the secret of this endpoint.',
  );
};

function read({ headers }: SignedMessage) {
  const [id, timestamp, signature] = [signatureHeaders.id, signatureHeaders.timestamp, signatureHeaders.signature].map((name) => {
    const value = headers[name];
    if (!value) throw refusal(`The header ${name} is missing. Send ${Object.values(signatureHeaders).join(', ')}.`);
    return value;
  }) as [string, string, string];
  const signatures = signature.split(' ').flatMap((each) => fromBase64(/^v1,(.+)$/.exec(each)?.[1] ?? '') ?? []);
  return { id, timestamp, signatures: signatures.slice(0, mostSignatures) };
}

function checkTime(timestamp: string, now: Date, windowSeconds: number): void {
  if (!/^\d{1,12}$/.test(timestamp)) {
    throw refusal(
      `The header ${signatureHeaders.timestamp} is ${inSentence(timestamp)}. Send the seconds since 1970, such as 1795262400.`,
    );
  }
  const age = Math.floor(now.getTime() / 1000) - Number(timestamp);
  if (Math.abs(age) <= windowSeconds) return;
  throw refusal(
    `The request was signed ${Math.abs(age)} seconds ${age > 0 ? 'ago' : 'ahead of our time'}, which is ${now.toISOString()}. ` +
      `Allowed are ${windowSeconds} seconds. Set your clock, and sign each attempt again.`,
  );
}

/**
 * The keys in a secret: one, or while it is replaced the new and the old one, separated by white space.
 * @throws Error that does not contain them
 */
function keysOf(name: string, text: string): Uint8Array<ArrayBuffer>[] {
  return text
    .trim()
    .split(/\s+/)
    .map((each) => {
      const key = fromBase64(/^whsec_(.+)$/.exec(each)?.[1] ?? '');
      if (key && key.length >= 24 && key.length <= 64) return key;
      throw new Error(`The secret ${name} cannot be used. Write "whsec_" and 24 to 64 random bytes in base64.`);
    });
}

/** Web Crypto compares in constant time. */
async function matches(keys: Uint8Array<ArrayBuffer>[], signatures: Uint8Array<ArrayBuffer>[], content: Uint8Array<ArrayBuffer>) {
  for (const key of keys) {
    const imported = await crypto.subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
    for (const signature of signatures) if (await crypto.subtle.verify('HMAC', imported, signature, content)) return true;
  }
  return false;
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return text ? Uint8Array.from(atob(text), (character) => character.charCodeAt(0)) : undefined;
  } catch {
    return undefined;
  }
}

function concat(start: Uint8Array, end: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(start.length + end.length);
  whole.set(start);
  whole.set(end, start.length);
  return whole;
}

const refusal = (detail: string) => new RequestProblem(problem('invalid-signature', detail));
