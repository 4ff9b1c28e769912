// Run by memory.ts in a separate process: resizes the file that is its first argument, and prints the peak of its memory in MB.
import { readFileSync } from 'node:fs';
import { SharpImageResizer } from '../../../lambda/adapters/sharp/sharp-image-resizer';
import { defaultImageSettings } from '../../../lambda/core/settings';
import { sniff } from '../../../lambda/core/sniff';
import { threePipelines } from '../baselines/pipelines';

async function main(file = '', side = '') {
  const bytes = readFileSync(file);
  if (side === 'baseline') await threePipelines(bytes);
  else await new SharpImageResizer(defaultImageSettings).resize(bytes, sniff(bytes), async () => undefined);
  // Not `resourceUsage`, whose peak includes that of the parent at the fork.
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  console.log(Number(kilobytes) / 1024);
}

void main(...process.argv.slice(2));
