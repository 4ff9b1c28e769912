import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const root = join(__dirname, '../..');

/** Why servers cannot be started and ended with their processes. */
export const noProcessGroups = process.platform === 'win32' ? 'it requires the process groups of POSIX' : undefined;

export interface Server {
  readonly url: string;
  /** From the start of the command until the server is ready, in milliseconds. */
  readonly startMs: number;
  close(): Promise<void>;
}

/**
 * Starts a server in a process, and waits for its line `ready URL`.
 * @param cwd @default - the project's folder
 * @throws Error when it exits without that line
 */
export async function startServer(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  cwd = root,
): Promise<Server> {
  const started = performance.now();
  // Its own group, so that the processes of npm end too.
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close');
  let output = '';
  const url = await new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        const [, ready] = /^ready (\S+)$/m.exec(output) ?? [];
        if (ready) resolve(ready);
      });
    }
    child.once('error', reject);
    child.once('close', () => reject(new Error(`${command} ${args.join(' ')} exited: ${output}`)));
  });
  const startMs = performance.now() - started;
  return {
    url,
    startMs,
    async close() {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
      await ended;
    },
  };
}
