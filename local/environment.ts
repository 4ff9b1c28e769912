import { resolve } from 'node:path';
import { StartError } from './start-error';

/** What people may set for the local run. */
export interface LocalEnvironment {
  /** Folder of the data. `LOCAL_DATA_DIR` @default .local */
  readonly dataDir: string;
  /** `PORT` @default 3000 */
  readonly port: number;
  /** Whether either of them was set. */
  readonly chosen: boolean;
}

/** The only place of the local run that reads the environment. @throws StartError */
export function localEnvironment(): LocalEnvironment {
  const { PORT, LOCAL_DATA_DIR } = process.env;
  const port = Number(PORT || 3000);
  if (!/^\d+$/.test(PORT || '3000') || port > 65535) {
    throw new StartError(
      `PORT must be a whole number from 0 (any free port) to 65535, not ${JSON.stringify(PORT)}. Try PORT=3001 npm start.`,
    );
  }
  return { dataDir: resolve(LOCAL_DATA_DIR || '.local'), port, chosen: Boolean(PORT || LOCAL_DATA_DIR) };
}
