import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { checkSecretName } from '../../lambda/contract';
import type { Secrets } from '../../lambda/services';
import { keptSecret } from '../secret';

/**
 * The secrets of the local run, one file each. The first read creates a file with a random signing key. A file can be replaced
 * while the application runs.
 */
export class FileSecrets implements Secrets {
  constructor(private readonly folder: string) {}

  async read(name: string): Promise<string> {
    checkSecretName(name);
    await mkdir(this.folder, { recursive: true });
    return keptSecret(join(this.folder, name), () => `whsec_${randomBytes(32).toString('base64')}`);
  }
}
