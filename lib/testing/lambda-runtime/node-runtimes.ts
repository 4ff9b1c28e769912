import { spawnSync } from 'node:child_process';
import { nativePlatform, platform } from '../../build/platform';
import type { ExternalServer } from '../describe-with';

/** A Node that runs functions. */
export interface NodeRuntime {
  readonly command: string;
  /** What comes before the script. */
  readonly args: readonly string[];
}

/** The major version of Lambda's Node, such as `24`. */
export const lambdaVersion = platform.runtime.name.replace(/\D/g, '');

/** Lambda's Node for this machine. Only where another Node runs the tests: see `isLambdas`. */
export const lambdaNode: ExternalServer = { name: `Node ${lambdaVersion}`, variable: 'LAMBDA_NODE' };

/** Lambda's Node for Lambda's processor. On another processor, QEMU runs it. */
export const lambdaNodeArm64: ExternalServer = { name: `Node ${lambdaVersion} for arm64`, variable: 'LAMBDA_NODE_ARM64' };

/** Whether the packaged binaries run on this machine as they are. */
export const isLambdasPlatform =
  process.platform === nativePlatform.os &&
  process.arch === nativePlatform.cpu &&
  'glibcVersionRuntime' in (process.report.getReport() as { header: object }).header;

/** The Node that runs the tests. */
export const ownNode: NodeRuntime = { command: process.execPath, args: [] };

/** Whether the Node that runs the tests is Lambda's. */
export const isLambdas = process.versions.node.startsWith(`${lambdaVersion}.`);

/** The Node in this place. @throws Error when it is not of Lambda's version */
export function nodeAt(place: string): NodeRuntime {
  return checked({ command: place, args: [] }, process.arch);
}

/** The arm64 Node in this place, under QEMU where this machine has another processor. */
export function arm64NodeAt(place: string): NodeRuntime {
  // Where Debian's packages libc6-arm64-cross and libstdc++6-arm64-cross put the libraries that Node loads.
  const emulated: NodeRuntime = { command: 'qemu-aarch64-static', args: ['-L', '/usr/aarch64-linux-gnu', place] };
  return checked(isLambdasPlatform ? { command: place, args: [] } : emulated, 'arm64');
}

function checked(node: NodeRuntime, arch: string): NodeRuntime {
  const { stdout, stderr, error } = spawnSync(node.command, [...node.args, '-p', 'process.version + process.arch'], {
    encoding: 'utf8',
  });
  const [, major, actual] = /^v(\d+)\.\d+\.\d+(\w+)/.exec(stdout ?? '') ?? [];
  if (major === lambdaVersion && actual === arch) return node;
  throw new Error(`${[node.command, ...node.args].join(' ')} is no Node ${lambdaVersion} for ${arch}: ${error ?? stdout + stderr}`);
}
