import { resolve } from 'node:path';
import { UserError } from '../cli/user-error';
import { type LogLevel, logLevels } from './log';

/** What people may set for the local run. */
export interface LocalEnvironment {
  /** Folder of the data. `LOCAL_DATA_DIR` @default .local */
  readonly dataDir: string;
  /** `PORT` @default 3000 */
  readonly port: number;
  /** Where a proxy that forwards the port is reached. `PUBLIC_ORIGIN` @default - in GitHub Codespaces, the port's address there */
  readonly publicOrigin?: string;
  /** Where every event of an image is sent, too. `WEBHOOK_URL` @default - nowhere */
  readonly webhookUrl?: string; // part: webhook
  /** `LOG_LEVEL` @default info */
  readonly logLevel: LogLevel;
  /** Whether the port or the folder was set. */
  readonly chosen: boolean;
}

/** The only place of the local run that reads the environment. @throws UserError */
export function localEnvironment(): LocalEnvironment {
  const { PORT, PUBLIC_ORIGIN, LOCAL_DATA_DIR, LOG_LEVEL } = process.env;
  const { WEBHOOK_URL } = process.env; // part: webhook
  const port = Number(PORT || 3000);
  if (!/^\d+$/.test(PORT || '3000') || port > 65535) {
    throw new UserError(
      `PORT must be a whole number from 0 (any free port) to 65535, not ${JSON.stringify(PORT)}. Try PORT=3001 npm start.`,
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
  throw new UserError(`LOG_LEVEL must be ${logLevels.join(' or ')}, not ${JSON.stringify(given)}. Try LOG_LEVEL=debug npm start.`);
}

/** Without encryption only on this computer, to which an editor may forward the port of a container. */
function checkedOrigin(given: string): string {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  const usable = url && (url.protocol === 'https:' || (url.protocol === 'http:' && url.hostname === 'localhost'));
  if (usable && given.replace(/\/$/, '') === url.origin) return url.origin;
  throw new UserError(
    `PUBLIC_ORIGIN must be https:// and a host, or http://localhost and a port, without a path, not ${JSON.stringify(given)}. Try PUBLIC_ORIGIN=https://name-3000.app.github.dev npm start.`,
  );
}

/** Where GitHub Codespaces forwards a port to. @see https://docs.github.com/en/codespaces/developing-in-a-codespace/default-environment-variables-for-your-codespace */
function codespaceOrigin(port: number): string | undefined {
  const { CODESPACE_NAME, GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN } = process.env;
  // A free port is not known yet.
  if (!CODESPACE_NAME || !GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN || port === 0) return undefined;
  return `https://${CODESPACE_NAME}-${port}.${GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN}`;
}

// part: webhook
/** In the open only to this computer. */
function checkedWebhook(given: string): string {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  const local = url?.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url && (local || url.protocol === 'https:') && !url.username && !url.password) return url.href;
  throw new UserError(
    `WEBHOOK_URL must be a whole address that begins with https://, or with http://localhost, and names no user, not ${JSON.stringify(given)}. Try WEBHOOK_URL=http://localhost:4000/hook npm start.`,
  );
}
