import { Architecture, Runtime } from 'aws-cdk-lib/aws-lambda';

/**
 * Runtime and architecture of all functions. The build target and the platform of the packaged sharp are derived from them;
 * `postinstall` in package.json installs the same platform (a test compares them).
 */
export const platform = { runtime: Runtime.NODEJS_24_X, architecture: Architecture.ARM_64 } as const;

/** The same, as an esbuild target. */
export const esbuildTarget = platform.runtime.name.replace(/^nodejs(\d+)\.x$/, 'node$1');

/** The same, as npm and sharp name it. Lambda's Node.js runtimes run on Amazon Linux, which uses glibc. */
export const nativePlatform = { os: 'linux', cpu: platform.architecture.name, libc: 'glibc' } as const;
