import type { Log } from '../../lambda/services';
import { Subscription } from './subscription';

export interface WebhookProps {
  /** Folder of the waiting events and the dead letters. */
  readonly folder: string;
  /** Receives each event by POST. */
  readonly url: string;
  readonly log: Log;
  /** How often an event is sent. @default 8, over a minute */
  readonly maxReceives?: number;
  /** Delay before an event is sent again, in milliseconds; doubled each time. @default 500 */
  readonly retryMs?: number;
  /** Timeout of the server's response, in milliseconds. @default 5000, as in EventBridge */
  readonly timeoutMs?: number;
}

/** A subscription that sends every event to another server, as the webhook of the stack does. */
export function openWebhook({ folder, url, log, maxReceives = 8, retryMs, timeoutMs = 5000 }: WebhookProps): Promise<Subscription> {
  return Subscription.open({
    folder,
    maxReceives,
    retryMs,
    deliver: (event) => post(url, JSON.stringify(event), timeoutMs),
    onFailure: ({ receives }, error, givenUp) =>
      log.warn(`The webhook did not accept an event${givenUp ? ', which was moved to the dead letters' : ''}.`, {
        url,
        receives,
        error: error.message,
      }),
    onDamage: (file) => log.warn('An event for the webhook is corrupt and was set aside.', { file }),
  });
}

/** @throws Error unless the server itself accepted the body. A redirect is not followed. */
async function post(url: string, body: string, timeoutMs: number): Promise<void> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json; charset=utf-8', 'x-api-key': 'local' },
    body,
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
  });
  await answer.body?.cancel();
  if (!answer.ok) throw new Error(`The server responded with status ${answer.status}.`);
}
