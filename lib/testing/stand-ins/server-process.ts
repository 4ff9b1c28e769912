import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:net';

export interface ServerProcess {
  /** Its URL, such as `http://127.0.0.1:4711`. */
  readonly endpoint: string;
  close(): Promise<void>;
}

/**
 * Starts a server that takes its port as an argument, and waits until it listens.
 * @param options.host the address that it listens on. @default 127.0.0.1
 */
export async function startProcess(
  command: string,
  argsFor: (port: number) => readonly string[],
  { host = '127.0.0.1', ...options }: { cwd?: string; env?: NodeJS.ProcessEnv; host?: string; uid?: number; gid?: number } = {},
): Promise<ServerProcess> {
  const port = await freePort(host);
  const child = spawn(command, argsFor(port), { ...options, env: { ...process.env, ...options.env }, stdio: 'pipe' });
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
    endpoint: `http://${host}:${port}`,
    async close() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** A port that was free a moment ago. */
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
