import { readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { build } from 'esbuild';

/** A file of the page, as it is served. */
export interface PageFile {
  /** Path below the page's origin, without a leading slash: `index.html`. */
  readonly path: string;
  /** Media type, with the charset for text files. */
  readonly type: string;
  readonly contents: Uint8Array;
  /**
   * Whether the name contains a hash of the content, so that the file can be cached forever. Other files are revalidated on
   * every request.
   */
  readonly immutable: boolean;
}

/** The file that is served for every view of the page. */
export const indexFile = 'index.html';

/** Media types by file extension. */
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
};

/** References of `index.html` to files of this folder. */
const reference = /\b(src|href)="\.\/([^"]+)"/g;

const hashedName = '[name]-[hash]';

/**
 * Builds the page. Every file that `index.html` references by `src="./…"` or `href="./…"` is bundled under a name with a
 * content hash, and the reference is replaced.
 * @throws Error of esbuild when the source cannot be built
 */
export async function buildPage(): Promise<PageFile[]> {
  return (await bundlePage()).files;
}

async function bundlePage(): Promise<{ readonly files: PageFile[]; readonly inputs: readonly string[] }> {
  // In one step with the call of esbuild, so that the build runs beside whatever the caller does next.
  const html = readFileSync(join(__dirname, indexFile), 'utf8');
  const { outputFiles, metafile } = await build({
    absWorkingDir: __dirname,
    entryPoints: [...html.matchAll(reference)].map(([, , path = '']) => path),
    outdir: 'out',
    entryNames: hashedName,
    chunkNames: hashedName,
    assetNames: hashedName,
    // Absolute, because views have paths of any depth.
    publicPath: '/',
    loader: { '.svg': 'copy', '.png': 'copy', '.webmanifest': 'copy' },
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    legalComments: 'none',
  });
  const outputs = Object.entries(metafile.outputs).map(([path, { entryPoint }]) => [entryPoint, `/${basename(path)}`] as const);
  const nameOf = new Map(outputs);
  const index = html.replaceAll(reference, (_, attribute, path) => `${attribute}="${nameOf.get(path)}"`);
  const files = [
    { path: indexFile, type: typeOf(indexFile), contents: Buffer.from(index), immutable: false },
    ...outputFiles.map(({ path, contents }) => ({ path: basename(path), type: typeOf(path), contents, immutable: true })),
  ];
  // Besides what is in the page: what decides how and from where it is built.
  const inputs = [
    ...[...Object.keys(metafile.inputs), indexFile, basename(__filename), 'tsconfig.json'],
    ...['package.json', 'tsconfig.json', 'node_modules/.package-lock.json'].map((path) => join('..', path)),
  ];
  return { files, inputs: inputs.map((path) => resolve(__dirname, path)) };
}

/** What a build read and wrote. */
interface WrittenPage {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly result: undefined;
}

/** Builds the page into a folder, and replaces its contents. */
export async function writePage(folder: string): Promise<WrittenPage> {
  const { files, inputs } = await bundlePage();
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const { path, contents } of files) await writeFile(join(folder, path), contents);
  return { inputs, outputs: files.map(({ path }) => join(folder, path)), result: undefined };
}

function typeOf(path: string): string {
  const type = types[extname(path)];
  if (!type) throw new TypeError(`Unknown file type: ${path}. Add its extension to the media types in web/build.ts.`);
  return type;
}
