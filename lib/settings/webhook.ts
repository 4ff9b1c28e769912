import { UserError } from '../../cli/user-error';
import { type NamesOf, requireKnownNames } from './requirements';
import { requireSecretName } from './secret-name';

/** A server of yours or a partner's that receives every event. */
export interface WebhookSettings {
  /** Receives each event as a POST request, as `docs/events.md` describes: `https://app.example.com/hooks/images`. */
  readonly url: string;
  /**
   * Name of a secret in Secrets Manager, in the region of the stack. Its value is sent in the header `x-api-key`. Create it
   * before the deployment, so that no template contains it.
   */
  readonly secretName: string;
}

/** @throws UserError when EventBridge or CloudFormation would reject the settings, or when the URL is not encrypted */
export function checkWebhook(settings: WebhookSettings): void {
  requireKnownNames('webhook', settings, names);
  const { url, secretName } = settings;
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  // EventBridge interprets an asterisk as a placeholder.
  const plain = parsed?.protocol === 'https:' && !parsed.username && !parsed.password && !/[*#\s]/.test(url);
  if (!plain || url.length > 2048) {
    throw new UserError(
      `Invalid value "${url}" for webhook.url. Use a complete URL that begins with https://, without a user, an asterisk or a fragment: ` +
        'https://app.example.com/hooks/images.',
    );
  }
  requireSecretName('webhook.secretName', secretName);
}

const names: NamesOf<WebhookSettings> = { url: true, secretName: true };
