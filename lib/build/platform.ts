import { Architecture, Runtime } from 'aws-cdk-lib/aws-lambda';

/**
 * One runtime and one architecture for every function. The build's target and the platform of the packaged sharp derive
 * from it; `postinstall` in package.json fetches for it (a test compares them).
 */
export const platform = { runtime: Runtime.NODEJS_24_X, architecture: Architecture.ARM_64 } as const;

/** The same, as esbuild names it. */
export const esbuildTarget = platform.runtime.name.replace(/^nodejs(\d+)\.x$/, 'node$1');

/** The same, as npm and sharp name it. Lambda's Node runtimes run on Amazon Linux: glibc. */
export const nativePlatform = { os: 'linux', cpu: platform.architecture.name, libc: 'glibc' } as const;
