import { resolve } from 'node:path';
import { UserError } from '../cli/user-error';
import { type LogLevel, logLevels } from './log';

/** Environment variables of the local run. */
export interface LocalEnvironment {
  /** Data folder. `LOCAL_DATA_DIR` @default .local */
  readonly dataDir: string;
  /** `PORT` @default 3000 */
  readonly port: number;
  /** URL of a proxy that forwards the port. `PUBLIC_ORIGIN` @default - in GitHub Codespaces, the URL of the port */
  readonly publicOrigin?: string;
  /** URL that receives every event. `WEBHOOK_URL` @default - none */
  readonly webhookUrl?: string; // part: webhook
  /** `LOG_LEVEL` @default info */
  readonly logLevel: LogLevel;
  /** Whether the port or the folder was set. */
  readonly chosen: boolean;
}

/** Only this file of the local run reads the environment. @throws UserError */
export function localEnvironment(): LocalEnvironment {
  const { PORT, PUBLIC_ORIGIN, LOCAL_DATA_DIR, LOG_LEVEL } = process.env;
  const { WEBHOOK_URL } = process.env; // part: webhook
  const port = Number(PORT || 3000);
  if (!/^\d+$/.test(PORT || '3000') || port > 65535) {
    throw new UserError(
      `Invalid PORT ${JSON.stringify(PORT)}. Use an integer from 0 (any free port) to 65535: PORT=3001 npm start.`,
    );
  }
  return {
    dataDir: resolve(LOCAL_DATA_DIR || '.local'),
    port,
    publicOrigin: PUBLIC_ORIGIN ? checkedOrigin(PUBLIC_ORIGIN) : codespaceOrigin(port),
    webhookUrl: WEBHOOK_URL ? checkedWebhook(WEBHOOK_URL) : undefined, // part: webhook
    logLevel: checkedLevel(LOG_LEVEL || 'info'),
    chosen: Boolean(PORT || LOCAL_DATA_DIR),
  };
}

function checkedLevel(given: string): LogLevel {
  const level = logLevels.find((each) => each === given);
  if (level) return level;
  throw new UserError(`Invalid LOG_LEVEL ${JSON.stringify(given)}. Use ${logLevels.join(' or ')}: LOG_LEVEL=debug npm start.`);
}

/** `http` is allowed for localhost only, to which an editor may forward the port of a container. */
function checkedOrigin(given: string): string {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  const usable = url && (url.protocol === 'https:' || (url.protocol === 'http:' && url.hostname === 'localhost'));
  if (usable && given.replace(/\/$/, '') === url.origin) return url.origin;
  throw new UserError(
    `Invalid PUBLIC_ORIGIN ${JSON.stringify(given)}. Use https:// and a host, or http://localhost and a port, without a path: PUBLIC_ORIGIN=https://name-3000.app.github.dev npm start.`,
  );
}

/**
 * URL to which GitHub Codespaces forwards a port. @see
 * https://docs.github.com/en/codespaces/developing-in-a-codespace/default-environment-variables-for-your-codespace
 */
function codespaceOrigin(port: number): string | undefined {
  const { CODESPACE_NAME, GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN } = process.env;
  // A free port is not known yet.
  if (!CODESPACE_NAME || !GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN || port === 0) return undefined;
  return `https://${CODESPACE_NAME}-${port}.${GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN}`;
}

// part: webhook
/** `http` is allowed for localhost only. */
function checkedWebhook(given: string): string {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  const local = url?.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url && (local || url.protocol === 'https:') && !url.username && !url.password) return url.href;
  throw new UserError(
    `Invalid WEBHOOK_URL ${JSON.stringify(given)}. Use a complete URL that begins with https:// or http://localhost, without a user: WEBHOOK_URL=http://localhost:4000/hook npm start.`,
  );
}
