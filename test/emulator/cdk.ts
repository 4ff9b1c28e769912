import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { OutputName } from '../../lib/outputs';
import { binariesBelow, useBinariesOfThisMachine } from '../packages/sharp-binaries';
import { isLambdasPlatform } from '../runtime/node-runtimes';
import { credentials, region } from '../servers/s3-servers';
import type { Emulator } from './ministack';

const root = join(__dirname, '../..');
const run = promisify(execFile);

/** The account that the emulator plays. */
export const account = '000000000000';
export const stackName = 'ImageApi-sandbox';

export type Outputs = Readonly<Record<OutputName, string>>;

export interface Template {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties: Readonly<Record<string, unknown>> }>>;
}

/** The CDK's own command line, led to an emulator and to nothing of this machine's account. */
export class Cdk {
  readonly assembly: string;

  constructor(private readonly emulator: Emulator) {
    this.assembly = join(emulator.folder, 'cdk.out');
  }

  /** The sandbox as `npx cdk deploy` makes it, but for the processor that its sharp is for. */
  async synth(): Promise<void> {
    await this.cdk('synth', '--quiet', '--no-validation', '--output', this.assembly);
    if (isLambdasPlatform) return;
    for (const name of await readdir(this.assembly)) {
      const asset = join(this.assembly, name);
      if ((await binariesBelow(asset)).length > 0) await useBinariesOfThisMachine(asset);
    }
  }

  async bootstrap(): Promise<void> {
    await this.cdk('bootstrap', '--app', this.assembly, `aws://${account}/${region}`);
  }

  /** @returns what it says of it */
  deploy(): Promise<string> {
    return this.cdk('deploy', '--app', this.assembly, '--require-approval', 'never', '--outputs-file', this.outputsFile);
  }

  async outputs(): Promise<Outputs> {
    return JSON.parse(await readFile(this.outputsFile, 'utf8'))[stackName];
  }

  async template(): Promise<Template> {
    return JSON.parse(await readFile(join(this.assembly, `${stackName}.template.json`), 'utf8'));
  }

  async destroy(): Promise<void> {
    await this.cdk('destroy', '--app', this.assembly, '--force');
  }

  private get outputsFile(): string {
    return join(this.emulator.folder, 'outputs.json');
  }

  /** @throws Error with all that it printed */
  private async cdk(...args: string[]): Promise<string> {
    const { AWS_PROFILE: _, AWS_CA_BUNDLE: __, ...inherited } = process.env;
    const env = {
      ...inherited,
      CI: 'true',
      CDK_HOME: join(this.emulator.folder, 'cdk'),
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_ENDPOINT_URL: this.emulator.endpoint,
    };
    const command = join(root, 'node_modules/aws-cdk/bin/cdk');
    try {
      const { stdout, stderr } = await run(process.execPath, [command, ...args], { cwd: root, env, timeout: 120_000 });
      return stdout + stderr;
    } catch (error) {
      const { stdout, stderr } = error as { stdout: string; stderr: string };
      throw new Error(`cdk ${args.join(' ')} failed:\n${stdout}${stderr}`, { cause: error });
    }
  }
}
