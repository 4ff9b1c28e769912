import { parseArgs } from 'node:util';
import { StartError } from '../start-error';

export interface DemoOptions {
  readonly files: readonly string[];
  /** One JSON object a file on the output stream, in place of words. */
  readonly json: boolean;
  /** Folder that the sizes are saved to. @default - they are not saved */
  readonly out?: string;
  /** API of a deployed stage. @default - the local run */
  readonly url?: string;
  readonly token?: string;
}

const usage = 'npm run demo -- photo.jpg [more.png …] [--json] [--out DIR] [--url URL --token TOKEN]';

/** @throws StartError that shows the usage */
export function demoOptions(args: readonly string[]): DemoOptions {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { json: { type: 'boolean' }, out: { type: 'string' }, url: { type: 'string' }, token: { type: 'string' } },
    });
    if (positionals.length === 0) throw new Error('Name at least one photo.');
    return { ...values, files: positionals, json: values.json ?? false, url: values.url?.replace(/\/+$/, '') };
  } catch (error) {
    throw new StartError(`${(error as Error).message}\nUsage: ${usage}`);
  }
}
