import { createHmac } from 'node:crypto';

export interface WebhookMessage {
  readonly secret: string;
  readonly body: string | Uint8Array;
  /** @default msg_1 */
  readonly id?: string;
  /** When it is signed. @default now */
  readonly at?: Date;
}

/** Headers of a signed message. @see https://www.standardwebhooks.com */
export function signWebhook({ secret, body, id = 'msg_1', at = new Date() }: WebhookMessage): Record<string, string> {
  const timestamp = `${Math.floor(at.getTime() / 1000)}`;
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}
