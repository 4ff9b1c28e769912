import { readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { join, relative, resolve } from 'node:path';
import { UserError } from '../../cli/user-error';
import type { LoggedError } from './log-line';

/** A place in a packaged function. */
const place = /(?:file:\/\/)?\/var\/task\/function\.js:(\d+):(\d+)/g;

/**
 * Replaces each place in a package by the place in the source. A place that the map does not know stays.
 * @param root the project's folder, with the maps of its last build
 * @throws UserError when there is no map
 */
export function toSource({ fn, text }: LoggedError, root: string): string {
  const folder = join(root, 'build', 'maps', fn);
  const map = new SourceMap(readMap(join(folder, 'function.js.map')));
  return text.replaceAll(place, (packaged: string, line: string, column: string) => {
    const entry = map.findEntry(Number(line) - 1, Number(column) - 1);
    if (!('originalSource' in entry)) return packaged;
    const source = relative(root, resolve(folder, entry.originalSource));
    return `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  });
}

function readMap(path: string): SourceMapPayload {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new UserError(`There is no source map ${path}. Check out the release that wrote the line, and run npm run synth.`, {
      cause,
    });
  }
}
