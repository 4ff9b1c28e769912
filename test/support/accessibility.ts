import { readFileSync } from 'node:fs';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** Runs axe on the current view, and checks its colors in dark mode too. @returns one line per violated rule */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  // Evaluated by the browser, because a Content-Security-Policy may forbid added scripts.
  await page.evaluate(axe);
  const run = async (colorScheme: 'light' | 'dark', options: RunOptions) => {
    // During a transition, the contrast is that of neither color.
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const { violations } = await page.evaluate(
      (given) => (globalThis as unknown as { axe: { run(given: RunOptions): Promise<AxeResults> } }).axe.run(given),
      options,
    );
    return violations.map(({ id, nodes }) => `${colorScheme}: ${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  };
  return [...(await run('dark', { runOnly: ['color-contrast'] })), ...(await run('light', {}))];
}
