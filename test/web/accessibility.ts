import { readFileSync } from 'node:fs';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds wrong with the view that stands there, and with its colours in the dark: a line for each rule. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  // Evaluated by the browser itself, it is not held to the page's policy, which forbids a script to be added.
  await page.evaluate(axe);
  const run = async (colorScheme: 'light' | 'dark', options: RunOptions) => {
    // What fades has the contrast of neither colour.
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const { violations } = await page.evaluate(
      (given) => (globalThis as unknown as { axe: { run(given: RunOptions): Promise<AxeResults> } }).axe.run(given),
      options,
    );
    return violations.map(({ id, nodes }) => `${colorScheme}: ${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  };
  return [...(await run('dark', { runOnly: ['color-contrast'] })), ...(await run('light', {}))];
}
