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
