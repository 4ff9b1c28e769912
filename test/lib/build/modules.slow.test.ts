// The contents of each package.
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import { build, type Metafile, type Plugin } from 'esbuild';
import { type EndpointRow, endpoints } from '../../../lambda/api/endpoints';
import { environmentOf, type ServiceName, servicesFor } from '../../../lambda/contract';
import { triggers } from '../../../lambda/events/triggers';
import { permitsOf } from '../../../lambda/function-row';
import { bundleFunctions, bundleOptions } from '../../../lib/build/bundle';
import { nativePlatform } from '../../../lib/build/platform';
import { type FunctionName, functionNames } from '../../../lib/functions';
import { newFolder } from '../../../lib/testing/packages/assembly';
import { filesIn, modulesOf, platformOf } from '../../../lib/testing/packages/package-contents';
import { rows } from '../../../lib/testing/template';
import { dependencies } from '../../../package.json';

const root = join(__dirname, '../../..');
const sharpBinary = `@img/sharp-${nativePlatform.os}-${nativePlatform.cpu}`;

let outdir: string;
let folderOf: (name: FunctionName) => string;
let metafile: Metafile;
let serviceMetafile: Metafile;
beforeAll(async () => {
  outdir = await newFolder();
  folderOf = await bundleFunctions({ source: join(root, 'lambda'), outdir });
  metafile = JSON.parse(readFileSync(join(outdir, 'metafile.json'), 'utf8'));
  serviceMetafile = await bundleServices();
}, 120_000);
afterAll(async () => {
  process.stdout.write(`Packages, unpacked\n${functionNames.map(sizeOf).join('\n')}\n`);
  await rm(outdir, { recursive: true });
});

type Row = (typeof rows)[number];

const servesHttp = ({ name }: Row) => endpoints.some((endpoint) => endpoint.name === name);
const isTrigger = (name: FunctionName) => triggers.some((trigger) => trigger.name === name);
const never = () => false;
const has =
  (...services: readonly ServiceName[]) =>
  (row: Row) =>
    servicesFor(permitsOf(row)).some((service) => services.includes(service));

const ofTheTable = [
  'images',
  'pending', // part: sweep
  'counters', // part: quotas
  'markers', // part: sweep
] as const;

/** The functions that may contain a package, because loading it takes time at every cold start. */
const neededBy: Readonly<Record<string, (row: Row) => boolean>> = {
  '@aws-sdk/client-dynamodb': has(...ofTheTable),
  '@aws-sdk/util-dynamodb': has(...ofTheTable, 'changes'),
  '@aws-sdk/client-s3': has('originals', 'renditions'),
  '@aws-sdk/client-sqs': has('uploads', 'queues'),
  '@aws-sdk/client-eventbridge': has('events'),
  '@aws-sdk/client-ssm': has('secrets'), // part: signed
  '@smithy/signature-v4': has(
    ...ofTheTable,
    'originals',
    'renditions',
    'uploads',
    'queues',
    'events',
    'secrets', // part: signed
  ),
  '@aws-lambda-powertools/metrics': has('metrics'),
  sharp: has('resizer'),
  'file-type': has('resizer'),
  'crc-32': has('resizer'),
  // Each has a smaller alternative, or belongs to the build or the local run.
  hono: never,
  '@aws-sdk/credential-provider-node': never,
  '@aws-sdk/nested-clients': never,
  '@aws-sdk/lib-dynamodb': never,
  '@aws-sdk/s3-presigned-post': never,
  '@aws-sdk/s3-request-presigner': never,
  'aws-sdk': never,
  'aws-cdk-lib': never,
  constructs: never,
  dynalite: never,
  '@hono/node-server': never,
};

/** Packages that handlers import themselves, as none of their services does. Each is loaded at every cold start of its function. */
const packagesOfHandlers: readonly string[] = ['zod', 'uuidv7'];

/** Why a function should not carry some of its packages; nothing when it needs them all. */
function needless(modules: readonly string[], name: FunctionName): string[] {
  const row = rows.find((candidate) => candidate.name === name) as Row;
  const host = servesHttp(row) ? 'httpHandler' : 'eventHandler';
  const brought = new Set([host, ...servicesFor(permitsOf(row))].flatMap((service) => modulesOf(serviceMetafile, service)));
  return modules.flatMap((module) => {
    if (neededBy[module]?.(row) === false) return [`${name} carries ${module}, which none of its services needs`];
    if (brought.has(module) || packagesOfHandlers.includes(module)) return [];
    return [`add ${module} to packagesOfHandlers in test/lib/build/modules.slow.test.ts: ${name} carries it, at every cold start`];
  });
}

/** The exports of the composition root: the hosts, and the services. */
const exported = ['httpHandler', 'eventHandler', ...Object.keys(environmentOf)];

/** Bundles each of them alone. @returns esbuild's account of it */
async function bundleServices(): Promise<Metafile> {
  const options = bundleOptions(join(root, 'lambda'), exported, (service) => `export { ${service} } from './entry';`);
  return (await build({ ...options, outdir: join(outdir, 'services'), minify: false, write: false, metafile: true })).metafile;
}

/** The packages that services bring, those of most services first. Of several services with the same packages, the first one is listed. */
function inventory(services: readonly string[]): string {
  const all = services.map((service) => ({ service, modules: modulesOf(serviceMetafile, service) }));
  const lists = all.filter(({ modules }, index) => all.findIndex((other) => `${other.modules}` === `${modules}`) === index);
  const carriers = new Map<string, string[]>();
  for (const module of [...new Set(lists.flatMap(({ modules }) => modules))].sort()) {
    const names = lists.filter(({ modules }) => modules.includes(module)).map(({ service }) => service);
    carriers.set(names.join(', '), [...(carriers.get(names.join(', ')) ?? []), `  ${module}`]);
  }
  const count = (names: string) => names.split(',').length;
  const groups = [...carriers].sort(([a], [b]) => count(b) - count(a) || a.localeCompare(b, 'en'));
  return groups.flatMap(([names, modules]) => [names, ...modules]).join('\n');
}

describe('the modules of each service', () => {
  it('match this list: an additional one is a decision', () => {
    // After a decision: npm run test:all -- test/lib/build/modules --updateSnapshot
    expect(inventory(exported.filter((service) => service !== 'secrets'))).toMatchInlineSnapshot(`
"httpHandler, images, originals, uploads, events, metrics
  @aws/lambda-invoke-store
images, originals, uploads, events
  @aws-sdk/core
  @aws-sdk/credential-provider-env
  @smithy/core
  @smithy/node-http-handler
  @smithy/signature-v4
  @smithy/types
httpHandler, metrics
  @aws-lambda-powertools/commons
images, changes
  @aws-sdk/util-dynamodb
originals, events
  @aws-sdk/signature-v4-multi-region
events
  @aws-sdk/client-eventbridge
httpHandler
  @aws-lambda-powertools/logger
images
  @aws-sdk/client-dynamodb
  @aws-sdk/dynamodb-codec
  @aws-sdk/middleware-endpoint-discovery
metrics
  @aws-lambda-powertools/metrics
originals
  @aws-sdk/checksums
  @aws-sdk/client-s3
  @aws-sdk/middleware-sdk-s3
  @aws-sdk/xml-builder
resizer
  @borewit/text-codec
  @tokenizer/inflate
  crc-32
  debug
  file-type
  has-flag
  ieee754
  ms
  os
  sharp
  strtok3
  supports-color
  token-types
  tty
  uint8array-extras
  util
uploads
  @aws-sdk/client-sqs
  @aws-sdk/middleware-sdk-sqs"
`);
  });

  // part: signed
  it('are those of the queues and one client for secrets', () => {
    const shared = modulesOf(serviceMetafile, 'queues').filter((module) => !module.endsWith('-sqs'));
    expect(modulesOf(serviceMetafile, 'secrets')).toEqual([...shared, '@aws-sdk/client-ssm'].sort());
  });
});

describe('the modules of each function', () => {
  it.each(functionNames)('are required by the permits of %s', (name) => {
    expect(needless(modulesOf(metafile, name), name)).toEqual([]);
  });

  // part: signed
  it.each(functionNames)('check signatures only in a signed endpoint: %s', (name) => {
    const table: readonly EndpointRow[] = endpoints;
    const isSigned = table.some((row) => row.name === name && row.access === 'signed');
    const [, output] = Object.entries(metafile.outputs).find(([path]) => path.endsWith(`functions/${name}/function.js`)) ?? [];
    const carries = Object.keys(output?.inputs ?? {}).some((path) => path.endsWith('api/signature.ts'));
    expect(carries).toBe(isSigned);
  });

  it('are detected when a function does not need them', async () => {
    const folder = await newFolder();
    const put = (path: string, text: string) => {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    };
    const services = ['httpHandler', 'eventHandler', ...Object.keys(environmentOf)];
    put('lambda/entry.ts', services.map((name) => `export const ${name} = () => 1;`).join('\n'));
    for (const name of functionNames) put(`lambda/${isTrigger(name) ? 'events' : 'api'}/${name}.ts`, 'export default 1;');
    put('node_modules/@aws-sdk/client-s3/index.js', 'exports.S3Client = class {};');
    put('lambda/api/health.ts', "import { S3Client } from '@aws-sdk/client-s3'; export default new S3Client();");
    await bundleFunctions({ source: join(folder, 'lambda'), outdir: join(folder, 'build') });
    const careless: Metafile = JSON.parse(readFileSync(join(folder, 'build/metafile.json'), 'utf8'));
    await rm(folder, { recursive: true });

    expect(modulesOf(careless, 'health')).toEqual(['@aws-sdk/client-s3']);
    expect(needless(modulesOf(careless, 'health'), 'health')).toEqual([
      'health carries @aws-sdk/client-s3, which none of its services needs',
    ]);
    expect(needless(['left-pad'], 'health')).toEqual([expect.stringMatching(/^add left-pad to packagesOfHandlers /)]);
  });
});

describe('the SDK in a package', () => {
  const codeOf = (name: FunctionName) => readFileSync(join(folderOf(name), 'function.js'), 'utf8');
  const filesOf = (name: FunctionName) =>
    Object.entries(metafile.outputs)
      .filter(([path]) => path.endsWith(`functions/${name}/function.js`))
      .flatMap(([, { inputs }]) => Object.entries(inputs))
      .flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : []));
  const withTable = rows.filter((row) => servesHttp(row) && has(...ofTheTable)(row)).map(({ name }) => name);

  it('does not look for files in ~/.aws', () => {
    const found = functionNames.flatMap(filesOf).filter((path) => path.includes('shared-ini-file-loader/'));

    // The message of an error names the profile.
    expect([...new Set(found)].filter((path) => !path.endsWith('getProfileName.js'))).toEqual([]);
  });

  it('has no event streams in an endpoint', () => {
    expect(withTable.flatMap(filesOf).filter((path) => path.includes('event-streams/'))).toEqual([]);
  });

  it('has the schemas of the operations that the function calls', () => {
    const operations = ['DeleteObjects', 'ListObjectVersions', 'SelectObjectContent', 'PutBucketReplication'];

    expect(operations.filter((operation) => codeOf('image-changed').includes(`"${operation}"`))).toEqual(operations.slice(0, 2));
  });

  it('has the same schemas as the SDK', async () => {
    const schemasBy = async (plugins: Plugin[] | undefined) => {
      const contents = "export * from '@aws-sdk/client-s3/dist-es/schemas/schemas_0';";
      const stdin = { contents, resolveDir: root };
      const options = { stdin, bundle: true, write: false, platform: 'node', format: 'cjs', plugins } as const;
      const [{ text = '' } = {}] = (await build(options)).outputFiles;
      const module = { exports: {} };
      new Function('module', 'require', text)(module, require);
      return JSON.stringify(module.exports, (_key, value) => (typeof value === 'function' ? `${value}` : value));
    };
    const { plugins } = bundleOptions(root, ['health'], () => '');

    const bundled = await schemasBy(plugins);
    expect(bundled).toBe(await schemasBy(undefined));
    expect(bundled).toContain('"httpHeader":"x-amz-version-id"');
  });
});

describe('the files of each package', () => {
  const bundledWhole = functionNames.filter((name) => !existsSync(join(root, 'lambda/packages', name)));

  it.each(bundledWhole)('are only the bundle and its loader for %s', (name) => {
    expect(filesIn(folderOf(name))).toEqual(['function.js', 'index.js']);
  });

  it('are the bundle, its loader, and sharp with one binary for the resizer', () => {
    const [bundle, loader, ...modules] = [...new Set(filesIn(folderOf('resize-image')).map(moduleOf))];

    expect([bundle, loader]).toEqual(['function.js', 'index.js']);
    expect(modules).toEqual(['@img/colour', sharpLibvips, sharpBinary, 'detect-libc', 'semver', 'sharp']);
  });

  it('contain the JavaScript of sharp in one file, which requires only Node.js and the binary', () => {
    const code = readFileSync(join(folderOf('resize-image'), 'node_modules/sharp/dist/index.cjs'), 'utf8');
    const required = [...code.matchAll(/\brequire\(["'`]([^"'`]+)/g)].map(([, path = '']) => path);

    expect(required).toContain(`${sharpBinary}/sharp.node`);
    expect(required.filter((path) => !path.startsWith('@img/sharp-') && !isBuiltin(path))).toEqual([]);
  });

  it('have matching versions: sharp, its binary and its libvips', () => {
    const versionIn = (module: string) => packageIn(module).version;
    const { version, optionalDependencies } = packageIn('sharp');

    expect(version).toBe(dependencies.sharp);
    expect(versionIn(sharpBinary)).toBe(optionalDependencies[sharpBinary]);
    expect(versionIn(sharpLibvips)).toBe(optionalDependencies[sharpLibvips]);
  });

  it('are compiled for Lambda’s processor', () => {
    const libraries = filesIn(folderOf('resize-image')).filter((file) => /\.node$|\.so(\.|$)/.test(file));

    expect(libraries.map((file) => [moduleOf(file), platformOf(join(folderOf('resize-image'), file))])).toEqual([
      [sharpLibvips, 'linux-arm64'],
      [sharpBinary, 'linux-arm64'],
    ]);
  });

  it('are detected when they are compiled for another processor', () => {
    // The platform of Node.js itself, which differs from that of other machines.
    const expected = process.platform === 'linux' ? `linux-${process.arch}` : 'not linux';

    expect(platformOf(process.execPath)).toBe(expected);
  });
});

const sharpLibvips = sharpBinary.replace('sharp-', 'sharp-libvips-');

const packageIn = (module: string) =>
  JSON.parse(readFileSync(join(folderOf('resize-image'), 'node_modules', module, 'package.json'), 'utf8'));

/** Returns the module that a file belongs to. */
function moduleOf(file: string): string {
  return /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? file;
}

/** A line for the reader. Sizes are not tested. */
function sizeOf(name: FunctionName): string {
  const sizes = filesIn(folderOf(name)).map((file) => statSync(join(folderOf(name), file)).size);
  const kilobytes = Math.round(sizes.reduce((sum, bytes) => sum + bytes, 0) / 1000);
  return `${kilobytes.toLocaleString('en').padStart(9)} kB  ${name}`;
}
