import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FileSecrets } from '../../../local/ssm/file-secrets';
import { temporaryFolder } from '../../support/local';

let folder: string;
beforeEach(async () => {
  folder = join(await temporaryFolder(), 'secrets');
});

it('creates a signing key that only its owner can read, and keeps it', async () => {
  const made = await new FileSecrets(folder).read('partner');

  expect(made).toMatch(/^whsec_[\w+/]{43}=$/);
  expect(await new FileSecrets(folder).read('partner')).toBe(made);
  expect(await new FileSecrets(folder).read('other')).not.toBe(made);
  expect(await readFile(join(folder, 'partner'), 'utf8')).toBe(made);
  if (process.platform !== 'win32') expect((await stat(join(folder, 'partner'))).mode & 0o077).toBe(0);
});

it('reads a replaced file', async () => {
  const secrets = new FileSecrets(folder);
  await secrets.read('partner');
  await writeFile(join(folder, 'partner'), 'whsec_of-my-own');

  expect(await secrets.read('partner')).toBe('whsec_of-my-own');
});

it.each(['../signing-key', 'a/b', '.', '', 'Partner'])('rejects the name %j', async (name) => {
  await expect(new FileSecrets(folder).read(name)).rejects.toThrow('Use 1 to 63 lowercase letters, digits and hyphens');
});
