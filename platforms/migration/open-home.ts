import { explainAwsErrors } from '../../cli/aws-fault';
import { UserError } from '../../cli/user-error';
import type { ImageHome } from './image-home';
import type { Target } from './options';

/**
 * Opens a home.
 * @param create whether to create what the home without AWS creates itself
 * @throws UserError when it cannot be reached
 */
export async function openHome(target: Target, create: boolean): Promise<ImageHome> {
  // Loaded on demand: each needs a client that takes a while to load.
  if (target === 'home') return (await import('./node-home')).openNodeHome(create);
  return (await import('./stage-home')).openStage(target.stack);
}

/** Runs a command that uses a home. @throws UserError with the cause of an error of its database or store, in one line */
export async function explainErrors<Result>(target: Target | undefined, run: () => Promise<Result>): Promise<Result> {
  try {
    return await (target === undefined || target === 'home' ? run() : explainAwsErrors(run));
  } catch (error) {
    const { name, message, code = '', $metadata } = error as Error & { readonly code?: string; readonly $metadata?: object };
    if (error instanceof UserError || !($metadata || isOfConnection.test(code))) throw error;
    throw new UserError(`The database or the store failed: ${name} ${code} ${message}. Run the same command again; it continues.`, {
      cause: error,
    });
  }
}

/** Codes of PostgreSQL and of the network. */
const isOfConnection = /^([\dA-Z]{5}|E[A-Z_]{4,})$/;
