import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';

/** Durations in milliseconds. */
export interface Durations {
  readonly cpu: number;
  readonly wall: number;
}

/** Measures work in this process, with all its threads. */
export async function timed<Result>(work: () => Promise<Result>): Promise<Durations & { readonly result: Result }> {
  const [started, before] = [performance.now(), process.cpuUsage()];
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return { cpu: (user + system) / 1000, wall: performance.now() - started, result };
}

/** CPU time of the threads of another process, in milliseconds. Linux only. */
export function cpuOfProcess(pid: number): number {
  const threads = `/proc/${pid}/task`;
  const nanoseconds = readdirSync(threads).map((thread) => {
    const [running = '0'] = readThread(`${threads}/${thread}/schedstat`).split(' ');
    return Number(running);
  });
  return nanoseconds.reduce((sum, next) => sum + next, 0) / 1e6;
}

/** Returns zero for a thread that has just ended. */
function readThread(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return '0';
    throw error;
  }
}

/** Why the CPU time of other processes cannot be measured. */
export const noProcessTimes =
  process.platform === 'linux' ? undefined : 'it requires Linux, which reports the CPU time of other processes';

/**
 * Runs a command in a shell, which reports the CPU time of the command and of its processes.
 * @throws Error when it fails
 */
export async function timedCommand(command: string, cwd: string): Promise<Durations> {
  const started = performance.now();
  const child = spawn('sh', ['-c', `(${command}) >&2 && times`], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const [times, log, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((resolve, reject) => child.once('error', reject).once('close', resolve)),
  ]);
  if (code !== 0) throw new Error(`${command} failed: ${log}`);
  const wall = performance.now() - started;
  // The second line is about the processes of the shell.
  const [, ofProcesses = ''] = times.trim().split('\n');
  const seconds = [...ofProcesses.matchAll(/(\d+)m([\d.]+)s/g)].map(([, minutes, rest]) => Number(minutes) * 60 + Number(rest));
  return { cpu: seconds.reduce((sum, next) => sum + next, 0) * 1000, wall };
}
