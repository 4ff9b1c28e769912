import { existsSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { chromium } from 'playwright-core';

/** Where Chromium is usually installed. The environment may name another place. */
const places = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

const executablePath = places.find((place) => place && existsSync(place));

/** `describe` where a browser is installed, `describe.skip` elsewhere, and a line that says so. */
export function describeInBrowser(): jest.Describe {
  if (executablePath) return describe;
  process.stderr.write(`SKIPPED for want of Chromium (CHROMIUM_PATH may name it): tests in ${expect.getState().testPath}\n`);
  return describe.skip;
}

/** A browser that asks nobody outside this machine for anything. */
export function launchBrowser(): Promise<Browser> {
  const quiet = [
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
  // A browser's sandbox cannot be made by root, who runs most CI containers.
  return chromium.launch({ executablePath, args: [...quiet, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])] });
}
