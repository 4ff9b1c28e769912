import { spawnSync } from 'node:child_process';
import { nativePlatform, platform } from '../../build/platform';
import type { ExternalServer } from '../describe-with';

/** A Node.js binary that runs functions. */
export interface NodeRuntime {
  readonly command: string;
  /** Arguments before the script. */
  readonly args: readonly string[];
}

/** Major version of Lambda's Node.js, such as `24`. */
export const lambdaVersion = platform.runtime.name.replace(/\D/g, '');

/** Lambda's Node.js for this machine. Required only when another version runs the tests: see `isLambdas`. */
export const lambdaNode: ExternalServer = { name: `Node ${lambdaVersion}`, variable: 'LAMBDA_NODE' };

/** Lambda's Node.js for Lambda's processor. On another processor, QEMU runs it. */
export const lambdaNodeArm64: ExternalServer = { name: `Node ${lambdaVersion} for arm64`, variable: 'LAMBDA_NODE_ARM64' };

/** Whether this machine runs the packaged binaries natively. */
export const isLambdasPlatform =
  process.platform === nativePlatform.os &&
  process.arch === nativePlatform.cpu &&
  'glibcVersionRuntime' in (process.report.getReport() as { header: object }).header;

/** The Node.js that runs the tests. */
export const ownNode: NodeRuntime = { command: process.execPath, args: [] };

/** Lambda's Node.js if its location is known, otherwise the one that runs this process. */
export function lambdaNodeOrOwn(): NodeRuntime {
  const place = process.env[lambdaNode.variable];
  return place ? nodeAt(place) : ownNode;
}

/** Whether the tests run on Lambda's version of Node.js. */
export const isLambdas = process.versions.node.startsWith(`${lambdaVersion}.`);

/** The Node.js at this location. @throws Error when it is not Lambda's version */
export function nodeAt(place: string): NodeRuntime {
  return checked({ command: place, args: [] }, process.arch);
}

/** The arm64 Node.js at this location, under QEMU on another processor. */
export function arm64NodeAt(place: string): NodeRuntime {
  // Location of the libraries of Debian's packages libc6-arm64-cross and libstdc++6-arm64-cross, which Node.js loads.
  const emulated: NodeRuntime = { command: 'qemu-aarch64-static', args: ['-L', '/usr/aarch64-linux-gnu', place] };
  return checked(isLambdasPlatform ? { command: place, args: [] } : emulated, 'arm64');
}

function checked(node: NodeRuntime, arch: string): NodeRuntime {
  const { stdout, stderr, error } = spawnSync(node.command, [...node.args, '-p', 'process.version + process.arch'], {
    encoding: 'utf8',
  });
  const [, major, actual] = /^v(\d+)\.\d+\.\d+(\w+)/.exec(stdout ?? '') ?? [];
  if (major === lambdaVersion && actual === arch) return node;
  throw new Error(
    `${[node.command, ...node.args].join(' ')} is not Node.js ${lambdaVersion} for ${arch}: ${error ?? stdout + stderr}`,
  );
}
