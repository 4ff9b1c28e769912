import { existsSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { chromium } from 'playwright-core';

/** Usual locations of Chromium. An environment variable may name another one. */
const places = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

const executablePath = places.find((place) => place && existsSync(place));

/** `describe` if a browser is installed; otherwise `describe.skip`, with a message. */
export function describeInBrowser(): jest.Describe {
  if (executablePath) return describe;
  process.stderr.write(
    `SKIPPED, because Chromium is not installed (set CHROMIUM_PATH to use another location): tests in ${expect.getState().testPath}\n`,
  );
  return describe.skip;
}

/** A browser that connects only to this machine. */
export function launchBrowser(): Promise<Browser> {
  const quiet = [
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
  // Chromium's sandbox does not work for root, which most CI containers use.
  return chromium.launch({ executablePath, args: [...quiet, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])] });
}
