import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defaultStack } from '../../lambda/names';
import type { OutputName } from '../../lib/outputs';
import { isLambdasPlatform } from '../../lib/testing/lambda-runtime/node-runtimes';
import { useBinariesOfThisMachine } from '../../lib/testing/packages/sharp-binaries';
import { region } from '../../lib/testing/stand-ins/clients';
import { Assembly } from './assembly';
import { runNode } from './command-line';
import type { Emulator } from './ministack';

const program = require.resolve('aws-cdk/bin/cdk');

/** The account id of the emulator. */
export const account = '000000000000';
export const stackName = defaultStack;

export type Outputs = Readonly<Record<OutputName, string>>;

/** The CDK's command line, with the emulator as AWS and without the credentials of this machine. */
export class Cdk {
  readonly assembly: Assembly;

  constructor(private readonly emulator: Emulator) {
    this.assembly = new Assembly(join(emulator.folder, 'cdk.out'), stackName);
  }

  /** Synthesizes the sandbox like `npx cdk deploy`, but with sharp for the processor of this machine. */
  async synth(): Promise<void> {
    await this.cdk('synth', '--quiet', '--no-validation', '--output', this.assembly.folder);
    if (isLambdasPlatform) return;
    for (const asset of await this.assembly.assets()) await useBinariesOfThisMachine(asset);
  }

  async bootstrap(): Promise<void> {
    await this.cdk('bootstrap', '--app', this.assembly.folder, `aws://${account}/${region}`);
  }

  /** Deploys the sandbox. @returns the output of the command */
  deploy(): Promise<string> {
    return this.cdk('deploy', '--app', this.assembly.folder, '--require-approval', 'never', '--outputs-file', this.outputsFile);
  }

  async outputs(): Promise<Outputs> {
    return JSON.parse(await readFile(this.outputsFile, 'utf8'))[stackName];
  }

  async destroy(): Promise<void> {
    await this.cdk('destroy', '--app', this.assembly.folder, '--force');
  }

  private get outputsFile(): string {
    return join(this.emulator.folder, 'outputs.json');
  }

  /** @throws Error with the whole output */
  private cdk(...args: string[]): Promise<string> {
    return runNode(this.emulator, program, ...args);
  }
}
