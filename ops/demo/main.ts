import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Image, ImageClient } from '../../client/image-client';
import { sniff } from '../../lambda/core/sniff';
import { runCommand } from '../../local/run-command';
import { inWords } from '../aws-fault';
import { type DemoOptions, demoOptions } from './options';
import { makeFolder, saveSizes } from './save-sizes';
import { openTarget } from './target';

/** What became of one file. */
type Result = Pick<Image, 'id' | 'status' | 'reason' | 'sizes'> & { readonly file: string };

/** `npm run demo`: uploads photos, waits for their sizes and prints them. Succeeds only when all are READY. */
runCommand(async () => {
  const options = demoOptions(process.argv.slice(2));
  if (options.out) await makeFolder(options.out);
  const target = await inWords(() => openTarget(options));
  try {
    const client = new ImageClient(target.url, { token: target.token });
    const taken = new Set<string>();
    let failures = 0;
    for (const file of options.files) {
      const result = await demonstrate(file, client, options, taken);
      if (result.status !== 'READY') failures += 1;
    }
    return failures === 0 ? 0 : 1;
  } finally {
    await target.close();
  }
});

async function demonstrate(file: string, client: ImageClient, { json, out }: DemoOptions, taken: Set<string>): Promise<Result> {
  const started = performance.now();
  const result = await upload(file, client);
  if (out && result.status === 'READY') await saveSizes(result, file, out, taken);
  if (json) console.log(JSON.stringify(result));
  else print(result, (performance.now() - started) / 1000);
  return result;
}

async function upload(file: string, client: ImageClient): Promise<Result> {
  try {
    progress(`${file}: uploading`);
    const bytes = await readFile(file);
    const id = await client.upload(new Blob([bytes], { type: sniff(bytes)?.contentType ?? '' }), basename(file));
    progress(`${file}: making the sizes`);
    const { status, reason, sizes = {} } = await client.settled(id);
    return { file, id, status, reason, sizes };
  } catch (error) {
    return { file, id: '', status: 'FAILED', reason: reasonOf(error as Error), sizes: {} };
  }
}

// What fetch throws says why only in its cause.
const reasonOf = ({ message, cause }: Error) =>
  cause instanceof Error ? `${message}: ${cause.message || (cause as NodeJS.ErrnoException).code}` : message;

const progress = (text: string) => console.error(text);

function print({ file, id, status, reason, sizes = {} }: Result, seconds: number): void {
  console.log(`${file}: ${status} after ${seconds.toFixed(2)} s${id ? `, image ${id}` : ''}${reason ? `\n  ${reason}` : ''}`);
  for (const [size, { width, height, bytes, format, url }] of Object.entries(sizes)) {
    console.log(
      `  ${size.padEnd(10)} ${`${width} × ${height}`.padStart(12)} px ${String(bytes).padStart(9)} bytes ${format}\n             ${url}`,
    );
  }
}
