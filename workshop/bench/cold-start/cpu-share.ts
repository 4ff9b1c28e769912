import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const hierarchy = '/sys/fs/cgroup';

/** At this much memory a function has one vCPU. @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const memoryOfOneCpu = 1769;

/** In microseconds. Shorter than Linux's own, so that no call waits long for its next share. */
const period = 20_000;

/** Holds processes to the share of one CPU that Lambda gives for an amount of memory, by a control group of Linux. */
export class CpuShare {
  private constructor(private readonly group: string) {}

  /** @throws Error where this machine has no such groups, or does not let this user make one */
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

  /** Holds a process, and what it starts, from now on. */
  hold(pid: number): void {
    writeFileSync(join(this.group, 'cgroup.procs'), `${pid}`);
  }

  /** When none of its processes is left. */
  close(): void {
    rmdirSync(this.group);
  }
}
