import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { credentials, region } from '../../lib/testing/stand-ins/clients';
import type { Emulator } from './ministack';

const root = join(__dirname, '../..');
const run = promisify(execFile);

/**
 * Runs a program of the project, with the emulator as AWS and without the credentials of this machine.
 * @param args arguments of Node  @returns the whole output  @throws Error with the whole output
 */
export async function runNode({ endpoint, folder }: Emulator, ...args: string[]): Promise<string> {
  const { AWS_PROFILE: _, AWS_CA_BUNDLE: __, ...inherited } = process.env;
  const env = {
    ...inherited,
    CI: 'true',
    CDK_HOME: join(folder, 'cdk'),
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_ENDPOINT_URL: endpoint,
  };
  try {
    const { stdout, stderr } = await run(process.execPath, args, { cwd: root, env, timeout: 120_000 });
    return stdout + stderr;
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${args.join(' ')} failed:\n${stdout}${stderr}`, { cause: error });
  }
}
