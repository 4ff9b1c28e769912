/*
 * Lets `require` load TypeScript, in the commands that start often. `--import tsx` does the same in any module, but takes 0.3 s longer,
 * because it starts a thread and also examines the files of all packages.
 *
 * JavaScript, because it runs before anything else is compiled.
 */
const { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } = require('node:fs');
const { enableCompileCache } = require('node:module');
const { dirname, join, relative } = require('node:path');

const root = join(__dirname, '..');
const cache = join(root, 'build/javascript');

// The stacks of errors, and the breakpoints of debuggers, name the TypeScript files.
process.setSourceMapsEnabled(true);
// Node.js 22.1 and later keep the machine-independent code of V8 too.
enableCompileCache?.(join(root, 'build/v8'));

require.extensions['.ts'] = (module, path) => module._compile(compiled(path), path);

/** The JavaScript of a file: from the cache, unless the file has changed since. */
function compiled(path) {
  const { mtimeMs, size } = statSync(path);
  const key = `// ${mtimeMs} ${size}\n`;
  const cached = join(cache, `${relative(root, path)}.js`);
  const found = read(cached);
  if (found.startsWith(key)) return found;
  const { code } = require('esbuild').transformSync(readFileSync(path, 'utf8'), {
    banner: key.trim(),
    format: 'cjs',
    loader: 'ts',
    platform: 'node',
    sourcefile: path,
    sourcemap: 'inline',
    // `import()` stays, for packages that are ES modules.
    supported: { 'dynamic-import': true },
    target: 'node20',
  });
  write(cached, code);
  return code;
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
