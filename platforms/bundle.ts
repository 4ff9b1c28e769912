import { copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';

const here = __dirname;

/** A module, which can only import the modules of Node.js. Packages in CommonJS require them. */
const modules = {
  format: 'esm',
  outExtension: { '.js': '.mjs' },
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire('/');" },
} as const;

/** Options that differ from those of a Node.js function in CommonJS. */
const platforms = {
  'google-cloud': {},
  azure: { external: ['@azure/functions'] },
  vercel: { ...modules, entryNames: 'api/index' },
  cloudflare: {
    ...modules,
    // `pg` takes its socket from another module there.
    conditions: ['workerd'],
    external: ['cloudflare:*'],
  },
} as const satisfies Record<string, BuildOptions>;

export type PlatformName = keyof typeof platforms;

export const platformNames = Object.keys(platforms) as PlatformName[];

/**
 * Writes a folder that the platform's own command deploys: one file of code and the platform's own files.
 * @returns its largest file, which is the code
 */
export async function bundlePlatform(name: PlatformName, outdir: string): Promise<string> {
  const source = join(here, name);
  await rm(outdir, { recursive: true, force: true });
  const { external = [], ...options }: BuildOptions = platforms[name];
  const { metafile } = await build({
    absWorkingDir: dirname(here),
    entryPoints: [join(source, 'entry.ts')],
    outdir,
    entryNames: 'index',
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    mainFields: ['module', 'main'],
    legalComments: 'none',
    metafile: true,
    // A driver of PostgreSQL in C, which `pg` uses where it is installed.
    external: ['pg-native', ...external],
    ...options,
  });
  await mkdir(outdir, { recursive: true });
  for (const file of await readdir(source)) {
    if (!file.endsWith('.ts')) await copyFile(join(source, file), join(outdir, basename(file)));
  }
  return join(dirname(here), Object.keys(metafile?.outputs ?? {})[0] ?? '');
}
