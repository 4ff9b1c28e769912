/*
 * Lets `require` load TypeScript, for every command of the project. `--import tsx` does the same in any module, but takes 0.3 s longer,
 * because it starts a thread and also examines the files of all packages.
 *
 * JavaScript, because it runs before anything else is compiled.
 */
const { createHash } = require('node:crypto');
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { enableCompileCache } = require('node:module');
const { basename, dirname, join } = require('node:path');

// With the packages, so that copies of the project that share them also share this.
const cache = join(dirname(require.resolve('esbuild/package.json')), '../.cache/typescript');

const compiler = readFileSync(__filename) + require('esbuild/package.json').version;

// The stacks of errors, and the breakpoints of debuggers, name the TypeScript files.
process.setSourceMapsEnabled(true);
// Node.js 22.1 and later keep the machine-independent code of V8 too.
enableCompileCache?.(join(cache, 'v8'));

const { '.json': json, '.node': addon } = require.extensions;
for (const extension of ['.json', '.node']) delete require.extensions[extension];
require.extensions['.ts'] = (module, path) => module._compile(compiled(path), path);
// After TypeScript: a module may have the name of a JSON file beside it.
require.extensions['.json'] = json;
require.extensions['.node'] = addon;

/** The JavaScript of a file: from the cache, if a file with the same name and content has been compiled before. */
function compiled(path) {
  const source = readFileSync(path);
  const name = basename(path);
  const key = createHash('sha1').update(compiler).update(`\n${name}\n`).update(source).digest('hex');
  const cached = join(cache, `${key}.js`);
  const found = read(cached);
  if (found) return found;
  const { code } = require('esbuild').transformSync(source, {
    banner: 'const __load = async (path) => require(path);',
    format: 'cjs',
    loader: 'ts',
    platform: 'node',
    sourcefile: name,
    sourcemap: 'inline',
    // `import()` stays, for packages that are ES modules. See below for the project's own modules.
    supported: { 'dynamic-import': true },
    target: 'node20',
  });
  // Node.js would load the project's own modules as ES modules, and does not know `.ts` there.
  const javascript = code.replace(/\bimport\((?=["'`]\.)/g, '__load(');
  write(cached, javascript);
  return javascript;
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** Through a draft: another process may read the file now. Without the permission to write, there is no cache. */
function write(file, text) {
  const draft = `${file}.${process.pid}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(draft, text);
    renameSync(draft, file);
  } catch {}
}
