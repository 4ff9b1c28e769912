import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { build } from 'esbuild';
import { runCommand } from '../cli/run-command';
import { UsageError } from '../cli/usage-error';

const root = join(__dirname, '..');

/** Where npm has installed sharp for Linux and the processor of this computer: see the Dockerfile. */
const modules = join(root, 'lambda/packages/resize-image/node_modules');

/** Bundles the process into one file beside sharp: `serve/bundle.ts FOLDER`. */
runCommand(async () => {
  const [folder, ...others] = process.argv.slice(2);
  if (!folder || others.length > 0) throw new UsageError('Usage: node --require ./cli/typescript.cjs serve/bundle.ts FOLDER');
  const outdir = resolve(folder);
  await rm(outdir, { recursive: true, force: true });
  await mkdir(outdir, { recursive: true });
  await build({
    entryPoints: [join(__dirname, 'container.ts')],
    outfile: join(outdir, 'index.js'),
    absWorkingDir: root,
    bundle: true,
    minify: true,
    keepNames: true,
    sourcemap: true,
    sourcesContent: false,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    mainFields: ['module', 'main'],
    // In a CommonJS file, Node.js 20.9 can only require them.
    supported: { 'dynamic-import': false },
    external: ['sharp'],
    legalComments: 'none',
    logLevel: 'warning',
  });
  await cp(modules, join(outdir, 'node_modules'), { recursive: true, filter: (path) => isNeeded(relative(modules, path)) });
  await writeFile(join(outdir, 'package.json'), '{ "private": true, "type": "commonjs" }\n');
  return 0;
});

/** Without the sources of sharp, from which it could be compiled. */
function isNeeded(path: string): boolean {
  const [scope = '', name = ''] = path.split(sep);
  return scope === 'sharp' ? !['src', 'install'].includes(name) : !['.package-lock.json', '.bin'].includes(scope);
}
