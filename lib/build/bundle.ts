import { existsSync, readdirSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { type BuildOptions, build, type ImportKind, type Metafile, type Plugin } from 'esbuild';
import { UserError } from '../../cli/user-error';
import { type FunctionName, functionNames } from '../functions';
import { entrySource, requireHandlerFile } from './entry-source';
import { copyNativePackage } from './native-package';
import { esbuildTarget } from './platform';
import { unlessUpToDate } from './up-to-date';

export interface BundleProps {
  /** Folder of the handlers. */
  readonly source: string;
  /** Output folder. Each function becomes `functions/<name>`, next to the source maps and esbuild's metafile. */
  readonly outdir: string;
}

/**
 * Packages all functions. @returns the folder of each function
 * @throws UserError when a handler is missing, or a module that cannot be bundled is not installed
 */
export async function bundleFunctions({ source, outdir }: BundleProps): Promise<(name: FunctionName) => string> {
  for (const name of functionNames) requireHandlerFile(source, name);
  const folderOf = (name: FunctionName) => join(outdir, 'functions', name);
  const unbundled = await bundle({ source, outdir });
  for (const name of functionNames) {
    const modules = unbundled[name] ?? [];
    if (modules.length === 0) {
      // Otherwise files of an earlier build would be packaged too.
      await rm(join(folderOf(name), 'node_modules'), { recursive: true, force: true });
      continue;
    }
    const from = join(source, 'packages', name);
    if (!existsSync(from)) {
      throw new UserError(
        `${name} imports ${modules.join(', ')}, which is not bundled and would be missing in Lambda. ` +
          `Give the function a package folder, ${from}, or import the module only in functions that have one.`,
      );
    }
    await copyNativePackage({ from, to: join(folderOf(name), 'node_modules'), stamp: join(outdir, 'installed', `${name}.json`) });
  }
  return folderOf;
}

/** Writes the bundles in one run of esbuild. @returns modules that a function loads from outside its bundle, by its name */
function bundle({ source, outdir }: BundleProps): Promise<Readonly<Record<string, readonly string[]>>> {
  const root = dirname(source);
  const settings = [functionNames.map((name) => entrySource(name)), namesBelow(source)];
  return unlessUpToDate(join(outdir, 'bundles.json'), settings, async () => {
    const { outputFiles, metafile } = await build({
      ...bundleOptions(source, functionNames, (name) => entrySource(name)),
      outdir: join(outdir, 'functions'),
      write: false,
      metafile: true,
      // Used to read stack traces, but not packaged: Node.js would parse them at every cold start.
      sourcemap: 'external',
    });
    const written = new Map<string, string | Uint8Array>([[join(outdir, 'metafile.json'), JSON.stringify(metafile, null, 2)]]);
    for (const { path, contents } of outputFiles) {
      const isMap = path.endsWith('.map');
      written.set(isMap ? join(outdir, 'maps', basename(dirname(path)), basename(path)) : path, contents);
    }
    for (const name of functionNames) written.set(join(outdir, 'functions', name, 'index.js'), loader);
    for (const [path, contents] of written) await write(path, contents);
    const inputs = [
      // Without the virtual modules of the plugins.
      ...Object.keys(metafile.inputs).filter((path) => !/^[\w-]{2,}:/.test(path)),
      // What else decides how and from where the sources are bundled.
      ...['package.json', 'tsconfig.json', 'package-lock.json', 'node_modules/.package-lock.json'],
      ...namesBelow(__dirname),
    ].map((path) => resolve(root, path));
    return {
      inputs,
      outputs: [...written.keys()],
      result: Object.fromEntries(functionNames.map((name) => [name, unbundledIn(metafile, name)])),
    };
  });
}

/** Paths of the files below a folder, without packages. */
function namesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (!entry.isDirectory()) return [join(folder, entry.name)];
    return entry.name === 'node_modules' ? [] : namesBelow(join(folder, entry.name));
  });
}

/**
 * Returns esbuild's options to bundle a generated entry for each name into `<name>/function.js`.
 * @param source folder of the handlers, from which the entries import  @param sourceOf the TypeScript of an entry
 */
export function bundleOptions<Name extends string>(source: string, names: readonly Name[], sourceOf: (name: Name) => string) {
  return {
    absWorkingDir: dirname(source),
    entryPoints: names.map((name) => ({ in: `${scheme}${name}`, out: `${name}/function` })),
    plugins: [virtualEntries(source, sourceOf), lessOfTheSdk, noConfigFiles, shakableSchemas],
    bundle: true,
    minify: true,
    platform: 'node',
    target: esbuildTarget,
    // Bundled CommonJS starts slightly faster than ESM; the ES modules of dependencies allow better tree shaking.
    format: 'cjs',
    mainFields: ['module', 'main'],
    // Node.js 24 loads `fetch` and its classes, 15 ms, when code imports `node:http` instead of requiring it.
    supported: { 'dynamic-import': false },
    external: ['sharp'],
    legalComments: 'none',
  } satisfies BuildOptions;
}

/**
 * The file that Lambda imports. Node.js searches an imported CommonJS file for the names of its exports, but not a required one. In a
 * file of 270 KB that takes 3 ms with Node.js 24, and 50 ms with Node.js 20.
 */
const loader = "exports.handler = require('./function.js').handler;\n";

const scheme = 'function:';

function virtualEntries<Name extends string>(source: string, sourceOf: (name: Name) => string): Plugin {
  return {
    name: 'virtual-entries',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^function:/ }, ({ path }) => ({ path: path.slice(scheme.length), namespace: 'function' }));
      onLoad({ filter: /.*/, namespace: 'function' }, ({ path }) => ({
        contents: sourceOf(path as Name),
        resolveDir: source,
        loader: 'ts',
      }));
    },
  };
}

/** Replaces modules of the SDK that a function does not use. */
const lessOfTheSdk: Plugin = {
  name: 'less-of-the-sdk',
  setup({ onResolve, onLoad }) {
    for (const [name, { contents, imported }] of Object.entries(replacements)) {
      onResolve({ filter: new RegExp(`^${name}$`) }, ({ path, kind, resolveDir }) =>
        imported && imported !== kind ? undefined : { path, namespace: 'replacement', pluginData: resolveDir },
      );
      onLoad({ filter: new RegExp(`^${name}$`), namespace: 'replacement' }, ({ pluginData }) => ({
        contents,
        resolveDir: pluginData,
      }));
    }
  },
};

interface Replacement {
  readonly contents: string;
  /** @default - replaced for every kind of import */
  readonly imported?: ImportKind;
}

const replacements: Readonly<Record<string, Replacement>> = {
  // Lambda passes a function its credentials in the environment. The default chain also knows profiles, single sign-on and instance
  // metadata, whose clients are a quarter of a package.
  '@aws-sdk/credential-provider-node': {
    contents: "export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';",
  },
  // DynamoDB's client constructs a cache of endpoints, and uses it if the environment enables the discovery of endpoints.
  '@aws-sdk/endpoint-cache': { contents: 'export class EndpointCache {}' },
  // The SDK imports this when an operation has an event stream, such as S3 Select. In a bundle, the import makes esbuild keep all
  // modules behind it whole, which are half of the SDK, and run each in a function. No operation here has an event stream.
  '@smithy/core/event-streams': {
    contents: "throw new Error('Packages contain no event streams: see lib/build/bundle.ts.');",
    imported: 'dynamic-import',
  },
};

/** A function has no files `~/.aws/config` and `~/.aws/credentials`, for which the SDK looks before its first call. */
const noConfigFiles: Plugin = {
  name: 'no-config-files',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]node-config-provider[\\/]fromSharedConfigFiles\.js$/ }, () => ({
      contents: `
        import { CredentialsProviderError } from '../property-provider/CredentialsProviderError';
        export const fromSharedConfigFiles = () => async () => {
          throw new CredentialsProviderError('A function has no files in ~/.aws.');
        };`,
    }));
  },
};

/**
 * The schemas of a client of the SDK are constants with computed keys, such as `{ [_hH]: _IM }`, for which `const _hH = "httpHeader"`.
 * esbuild keeps computed keys, because they might run code: the bundle would contain the schemas of all operations of S3, 60 KB.
 */
const shakableSchemas: Plugin = {
  name: 'shakable-schemas',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]client-[\w-]+[\\/]dist-es[\\/]schemas[\\/]schemas_\d+\.js$/ }, async ({ path }) => {
      const code = await readFile(path, 'utf8');
      const texts = new Map([...code.matchAll(/^const (\w+) = (".*");$/gm)].map(([, name, text]) => [name, text]));
      return { contents: code.replaceAll(/\[(\w+)\]: /g, (key, name) => (texts.has(name) ? `${texts.get(name)}: ` : key)) };
    });
  },
};

/** Returns the modules that the packaged function loads from outside its bundle, except those of Node.js. */
function unbundledIn({ outputs }: Metafile, name: FunctionName): string[] {
  const [, output] = Object.entries(outputs).find(([path]) => path.endsWith(`${name}/function.js`)) ?? [];
  const loaded = (output?.imports ?? []).filter(({ external, path }) => external && !isBuiltin(path));
  return [...new Set(loaded.map(({ path }) => path))];
}

async function write(path: string, contents: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, contents);
}
