import { spawn } from 'node:child_process';
import { platform } from 'node:os';
import { browserCommand } from '../environment';

/** Tries to open a URL in the browser. It cannot detect failures, so that the caller prints the URL in every case. */
export function openBrowser(url: string): void {
  const [command, ...args] = commandFor(url);
  if (command === undefined) return;
  const child = spawn(command, args, { detached: true, stdio: 'ignore' });
  // The command does not exist, for example on a computer without a screen.
  child.once('error', () => undefined);
  child.unref();
}

function commandFor(url: string): string[] {
  const chosen = browserCommand();
  if (chosen === 'none') return [];
  if (chosen) return [chosen, url];
  // `start` would interpret the ampersands of the URL.
  if (platform() === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', url];
  return [platform() === 'darwin' ? 'open' : 'xdg-open', url];
}
