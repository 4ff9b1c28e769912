// Run by out-of-memory.test.ts in a separate process.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { ImageRejected } from '../../../lambda/core/rejection';
import { headerOnlyPng } from '../../../lib/testing/images/png';
import { resize } from './resize';

// A header without pixels. Decoding it needs 288 MB of memory, which is within the limit.
const bytes = headerOnlyPng(6000, 6000, { deep: true });

function limitMemory(limit: number | 'unlimited') {
  execFileSync('prlimit', ['--pid', `${process.pid}`, `--as=${limit}:`]);
}

function memory(): number {
  const [, kilobytes] = /^VmSize:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}

async function report(name: string) {
  const error: unknown = await resize(bytes, 'png').catch((reason: unknown) => reason);
  console.log(name, error instanceof ImageRejected ? error.rejection.code : `${error}`.trim());
}

async function main() {
  limitMemory(memory() + 250_000_000);
  await report('little memory:');
  limitMemory('unlimited');
  await report('enough memory:');
}

void main();
