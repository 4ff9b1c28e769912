import { SetupError } from './setup-error';

/** A server of somebody else that is told of every image. */
export interface WebhookSettings {
  /** Takes each event by POST, as `docs/events.md` describes them: `https://app.example.com/hooks/images`. */
  readonly url: string;
  /**
   * Name of a secret in Secrets Manager, in the region of the stack, whose text is sent in the header `x-api-key`. It is
   * made by hand before the deployment, so that it stands in no template.
   */
  readonly secretName: string;
}

/** @throws SetupError when EventBridge or CloudFormation would refuse it, or the events would go over the wire in the open */
export function checkWebhook({ url, secretName }: WebhookSettings): void {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  // EventBridge takes an asterisk for a place to be filled in.
  const plain = parsed?.protocol === 'https:' && !parsed.username && !parsed.password && !/[*#\s]/.test(url);
  if (!plain || url.length > 2048) {
    throw new SetupError(
      `webhook.url is "${url}". Write a whole address that begins with https://, without a user, an asterisk or a fragment: ` +
        'https://app.example.com/hooks/images.',
    );
  }
  // What CloudFormation can look up by name, and no more: a colon would end the name in its reference.
  if (!/^[\w/+=.@-]{1,512}$/.test(secretName)) {
    throw new SetupError(
      `webhook.secretName is "${secretName}". Write the name of a secret in Secrets Manager, not its ARN or its content: ` +
        '1 to 512 letters, digits and /_+=.@-.',
    );
  }
}
