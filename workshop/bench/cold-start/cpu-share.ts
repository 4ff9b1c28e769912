import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const hierarchy = '/sys/fs/cgroup';

/** The memory, in MB, at which a function has one vCPU. @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const memoryOfOneCpu = 1769;

/** In microseconds. Shorter than the default of Linux, so that no call waits long for its next share. */
const period = 20_000;

/** Limits processes to the share of a CPU that Lambda allocates for an amount of memory, with a Linux control group. */
export class CpuShare {
  private constructor(private readonly group: string) {}

  /** @throws Error when this machine has no control groups, or this user may not create one */
  static open(memoryMb: number): CpuShare {
    const unified = existsSync(join(hierarchy, 'cgroup.controllers'));
    const group = join(hierarchy, unified ? '' : 'cpu', `bench-${process.pid}-${memoryMb}`);
    const quota = Math.round((period * memoryMb) / memoryOfOneCpu);
    mkdirSync(group);
    try {
      if (unified) writeFileSync(join(group, 'cpu.max'), `${quota} ${period}`);
      else {
        writeFileSync(join(group, 'cpu.cfs_period_us'), `${period}`);
        writeFileSync(join(group, 'cpu.cfs_quota_us'), `${quota}`);
      }
    } catch (error) {
      rmdirSync(group);
      throw error;
    }
    return new CpuShare(group);
  }

  /** Limits a process, and the processes that it starts, from now on. */
  hold(pid: number): void {
    writeFileSync(join(this.group, 'cgroup.procs'), `${pid}`);
  }

  /** Removes the group. Call it after all its processes have ended. */
  close(): void {
    rmdirSync(this.group);
  }
}
