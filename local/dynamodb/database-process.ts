import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

type ChildMessage = { readonly port: number } | { readonly fault: { readonly message: string; readonly code?: string } };

/** A database in a child process, which ends with this process, however this one ends. */
export class DatabaseProcess {
  private constructor(
    private readonly child: ChildProcess,
    /** Its URL on this computer. */
    readonly port: number,
    /** Resolves with the reason when the process has exited. */
    readonly ended: Promise<NodeJS.ErrnoException>,
  ) {}

  /** Starts a process that loads its code. It does nothing else until it gets a folder. */
  static prepare(): ChildProcess {
    const script = join(__dirname, 'dynalite-server.cjs');
    return fork(script, { execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  }

  /**
   * @returns the database when it is available
   * @throws NodeJS.ErrnoException that says why the folder cannot be opened
   */
  static async start(folder: string, child = DatabaseProcess.prepare()): Promise<DatabaseProcess> {
    let fault: Error | undefined;
    const served = new Promise<number>((resolve) => {
      child.on('message', (message: ChildMessage) => {
        if ('port' in message) resolve(message.port);
        else fault ??= Object.assign(new Error(message.fault.message), { code: message.fault.code });
      });
    });
    // A process that has ended cannot get it.
    child.send(folder, () => undefined);
    // Its last output may arrive after its exit.
    const ended = Promise.all([once(child, 'exit'), once(child, 'disconnect')]).then(
      ([[code, signal]]) => fault ?? new Error(signal ? `${signal} ended its process` : `its process ended with code ${code}`),
    );
    const port = await Promise.race([served, ended]);
    if (port instanceof Error) throw port;
    // An open database must not keep this process alive.
    child.unref();
    child.channel?.unref();
    return new DatabaseProcess(child, port, ended);
  }

  /** Waits for work in progress, and for the end of the process. */
  async close(): Promise<void> {
    this.child.ref();
    this.child.channel?.ref();
    // The process may have ended already.
    this.child.send('close', () => undefined);
    await this.ended;
  }
}
