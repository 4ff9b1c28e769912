import { UserError } from '../../cli/user-error';
import { type NamesOf, requireKnownNames } from './requirements';
import { requireSecretName } from './secret-name';

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

/** @throws UserError when EventBridge or CloudFormation would refuse it, or the events would go over the wire in the open */
export function checkWebhook(settings: WebhookSettings): void {
  requireKnownNames('webhook', settings, names);
  const { url, secretName } = settings;
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  // EventBridge takes an asterisk for a place to be filled in.
  const plain = parsed?.protocol === 'https:' && !parsed.username && !parsed.password && !/[*#\s]/.test(url);
  if (!plain || url.length > 2048) {
    throw new UserError(
      `webhook.url is "${url}". Write a whole address that begins with https://, without a user, an asterisk or a fragment: ` +
        'https://app.example.com/hooks/images.',
    );
  }
  requireSecretName('webhook.secretName', secretName);
}

const names: NamesOf<WebhookSettings> = { url: true, secretName: true };
