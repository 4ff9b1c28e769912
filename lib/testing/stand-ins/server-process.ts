import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:net';

export interface ServerProcess {
  /** Its URL, such as `http://127.0.0.1:4711`. */
  readonly endpoint: string;
  close(): Promise<void>;
}

/** A process of this computer. */
export interface StartedProcess extends ServerProcess {
  // part: platforms
  /** Kills it, and starts it again on the same port. @param meanwhile what happens while it is down */
  restart(meanwhile: () => Promise<unknown>): Promise<void>;
}

interface Running {
  kill(): Promise<unknown>;
}

/**
 * Starts a server that takes its port as an argument, and waits until it listens.
 * @param options.host the address that it listens on. @default 127.0.0.1
 */
export async function startProcess(
  command: string,
  argsFor: (port: number) => readonly string[],
  { host = '127.0.0.1', ...options }: { cwd?: string; env?: NodeJS.ProcessEnv; host?: string; uid?: number; gid?: number } = {},
): Promise<StartedProcess> {
  const port = await freePort(host);
  const start = () => run(command, argsFor(port), { host, port, ...options });
  let running = await start();
  return {
    endpoint: `http://${host}:${port}`,
    async close() {
      await running.kill();
    },
    // part: platforms
    async restart(meanwhile) {
      await running.kill();
      await meanwhile();
      // Processes of a killed server may take a moment to end, and hold its files until then.
      for (const deadline = Date.now() + 10_000; ; ) {
        try {
          running = await start();
          return;
        } catch (error) {
          if (Date.now() > deadline) throw error;
        }
      }
    },
  };
}

type RunOptions = { host: string; port: number; cwd?: string; env?: NodeJS.ProcessEnv; uid?: number; gid?: number };

async function run(command: string, args: readonly string[], { host, port, ...options }: RunOptions): Promise<Running> {
  const child = spawn(command, args, { ...options, env: { ...process.env, ...options.env }, stdio: 'pipe' });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text) => {
      output = `${output}${text}`.slice(-5000);
    });
  }
  const ended = once(child, 'exit').catch(() => undefined);
  child.once('error', (error) => {
    output += error.message;
  });
  try {
    await listening(host, port, child);
  } catch (cause) {
    child.kill('SIGKILL');
    throw new Error(`${command} did not start: ${output}`, { cause });
  }
  return {
    kill() {
      child.kill('SIGKILL');
      return ended;
    },
  };
}

export async function freePort(host: string): Promise<number> {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function listening(host: string, port: number, child: ChildProcess): Promise<void> {
  for (const deadline = Date.now() + 30_000; ; await new Promise((resolve) => setTimeout(resolve, 50))) {
    const socket = connect(port, host);
    const open = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (open) return;
    if (child.exitCode !== null || child.pid === undefined) throw new Error('The process exited.');
    if (Date.now() > deadline) throw new Error('It did not listen within 30 s.');
  }
}
