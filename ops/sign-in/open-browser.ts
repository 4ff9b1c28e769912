import { spawn } from 'node:child_process';
import { platform } from 'node:os';
import { browserCommand } from '../environment';

/** Opens an address in the browser, where that is possible. Whether it did is not known; the address is told in any case. */
export function openBrowser(url: string): void {
  const [command, ...args] = commandFor(url);
  if (command === undefined) return;
  const child = spawn(command, args, { detached: true, stdio: 'ignore' });
  // There is no such command: the computer has no screen, perhaps.
  child.once('error', () => undefined);
  child.unref();
}

function commandFor(url: string): string[] {
  const chosen = browserCommand();
  if (chosen === 'none') return [];
  if (chosen) return [chosen, url];
  // `start` would take the ampersands of the address for its own.
  if (platform() === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', url];
  return [platform() === 'darwin' ? 'open' : 'xdg-open', url];
}
