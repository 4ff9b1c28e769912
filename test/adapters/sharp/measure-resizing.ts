// Run by decoder-memory.slow.test.ts in a separate process. Resizes a file twice in parallel, as the local run may do.
import { existsSync, readFileSync } from 'node:fs';
import { SharpImageResizer } from '../../../lambda/adapters/sharp/sharp-image-resizer';
import { ImageRejected } from '../../../lambda/core/rejection';
import { defaultImageSettings } from '../../../lambda/core/settings';
import { sniff } from '../../../lambda/core/sniff';
import { keep } from './resize';

async function main() {
  const bytes = readFileSync(process.env.FILE ?? '');
  const resizer = new SharpImageResizer(defaultImageSettings);
  const outcome = () =>
    resizer.resize(bytes, sniff(bytes), keep).then(
      () => 'READY',
      (error: unknown) => (error instanceof ImageRejected ? error.rejection.code : String(error)),
    );
  const outcomes = await Promise.all([outcome(), outcome()]);
  console.log(JSON.stringify({ outcomes, peakMiB: peakKiB() / 1024 }));
}

/** On Linux, the peak of `resourceUsage` includes the parent's at the fork. VmHWM counts only this process. */
function peakKiB(): number {
  const status = existsSync('/proc/self/status') ? readFileSync('/proc/self/status', 'utf8') : '';
  const [, own] = /^VmHWM:\s+(\d+) kB$/m.exec(status) ?? [];
  return own === undefined ? process.resourceUsage().maxRSS : Number(own);
}

void main();
