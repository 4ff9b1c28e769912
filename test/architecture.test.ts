// The dependency rule: entry, local → api, events → core ← adapters. The linter enforces it too, in the editor.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { parseSync } from '@swc/core';

const root = join(__dirname, '..');

/** A layer of the application. Every file belongs to one. */
type Layer =
  | 'core'
  | 'api'
  | 'events'
  | 'adapters'
  | 'names'
  | 'contract'
  | 'function-row'
  | 'services'
  | 'environment'
  | 'api-gateway'
  | 'entry'
  | 'lib'
  | 'lib/testing'
  | 'bin'
  | 'cli'
  | 'local'
  | 'ops'
  | 'platforms' // part: platforms
  | 'proof'
  | 'estimate'
  | 'scaffold'
  | 'serve' // part: containers
  | 'client'
  | 'web'
  | 'web/build';

/** Packages that reach out of a function. Handlers reach out through services. */
const outside = /^(@aws-sdk\/|@smithy\/|sharp$|node:)/;

/** The layers and packages that the files of a layer may import; `*` is any package, `pure` is any package except those of `outside`. */
const rules: Record<Layer, { layers: readonly Layer[]; packages: readonly string[] }> = {
  core: { layers: [], packages: [] },
  names: { layers: [], packages: [] },
  contract: { layers: [], packages: [] },
  'function-row': { layers: ['contract'], packages: [] },
  services: { layers: ['core'], packages: ['aws-lambda'] },
  api: { layers: ['core', 'services', 'contract', 'function-row'], packages: ['pure'] },
  events: { layers: ['core', 'services', 'contract', 'function-row'], packages: ['pure'] },
  adapters: { layers: ['core', 'contract'], packages: ['*'] },
  environment: { layers: ['core', 'contract'], packages: [] },
  'api-gateway': { layers: ['core', 'api'], packages: ['aws-lambda'] },
  entry: {
    layers: ['function-row', 'core', 'services', 'contract', 'api', 'api-gateway', 'events', 'adapters', 'environment'],
    packages: ['*'],
  },
  // Shared by all commands.
  cli: { layers: [], packages: ['node:util', 'echarts', 'fastest-levenshtein'] },
  local: {
    layers: ['function-row', 'cli', 'core', 'services', 'contract', 'api', 'events', 'adapters', 'client', 'web/build'],
    packages: ['*'],
  },
  ops: { layers: ['cli', 'core', 'contract', 'events', 'adapters', 'local', 'client', 'estimate'], packages: ['*'] },
  // Homes of the application besides Lambda. Each has its own composition root. Only the migration between two of them may know stacks and
  // prices: the linter rejects that elsewhere.
  // part: platforms
  platforms: {
    layers: [
      'cli',
      'function-row',
      'core',
      'services',
      'contract',
      'api',
      'events',
      'adapters',
      'local',
      'serve',
      'ops',
      'estimate',
    ],
    packages: ['*'],
  },
  // Compares the template with what the code requires.
  proof: { layers: ['function-row', 'cli', 'lib', 'lib/testing', 'contract', 'core', 'adapters'], packages: ['*'] },
  // Prices any template, and reads the logs of a deployed one. It has its own table of what the functions call, which a test compares with them.
  estimate: {
    layers: ['cli', 'lib', 'lib/testing'],
    packages: [
      '@aws-sdk/client-cloudformation',
      '@aws-sdk/client-cloudwatch-logs',
      'node:fs',
      'node:timers/promises',
      'pure-rand/distribution/uniformFloat64',
      'pure-rand/generator/xoroshiro128plus',
    ],
  },
  // part: containers
  // Another host of the same code: it composes it like the entry, behind the gateway of the local run.
  serve: {
    layers: [
      'function-row',
      'cli',
      'core',
      'services',
      'contract',
      'api',
      'events',
      'adapters',
      'environment',
      'entry',
      'local',
      'ops',
    ],
    packages: ['*'],
  },
  // Reads every table, schema and template that generated files depend on.
  scaffold: {
    layers: ['function-row', 'cli', 'contract', 'core', 'lib', 'lib/testing', 'local', 'proof', 'estimate'],
    packages: ['*'],
  },
  lib: { layers: ['cli', 'contract', 'function-row', 'lib/testing'], packages: ['*'] },
  // Shared by tests of every kind: these files deploy, start and simulate the rest.
  'lib/testing': { layers: ['function-row', 'lib', 'contract', 'services', 'core', 'adapters', 'local'], packages: ['*'] },
  bin: { layers: ['cli', 'lib', 'lib/testing', 'contract', 'web/build', 'estimate'], packages: ['*'] },
  client: { layers: [], packages: ['oauth4webapi'] },
  web: { layers: ['client'], packages: ['preact', 'preact/hooks'] },
  // Runs during synthesis, not in the browser.
  'web/build': { layers: [], packages: ['*'] },
};

/** Files that contain only data. The stack and the local run read them too. */
const tables = [
  'lambda/api/endpoints',
  'lambda/events/row-problems',
  'lambda/events/schedule-syntax',
  'lambda/events/trigger-row',
  'lambda/events/triggers',
  'lambda/core/formats',
  'lambda/core/keys',
  'lambda/core/settings',
  'lambda/core/sizes',
  'web/config',
  'lib/constructs/web/content-security-policy',
];

function layerOf(path: string): Layer | undefined {
  const whole = path.replace(/\.tsx?$/, '');
  const [folder = '', file = ''] = whole.split('/');
  return [whole, `${folder}/${file}`, file, folder].find(
    (name): name is Layer => name in rules && (name.startsWith(folder) || folder === 'lambda'),
  );
}

/** Returns why the file `from` must not import `specifier`; `undefined` when it may. */
function violation(from: string, specifier: string, typeOnly = false): string | undefined {
  const layer = layerOf(from);
  if (!layer) return `${from} does not belong to a layer.`;
  const { layers, packages } = rules[layer];
  if (!specifier.startsWith('.')) {
    const allowed =
      packages.includes('*') || packages.includes(specifier) || (packages.includes('pure') && !outside.test(specifier));
    return allowed ? undefined : `${from}: ${layer} may not import ${specifier}.`;
  }
  const target = relative(root, join(root, dirname(from), specifier));
  const targetRoom = layerOf(target);
  if (targetRoom === layer || ['package.json', 'cdk.json'].includes(target)) return undefined;
  // Every layer but the domain uses the names of the application.
  if (layer !== 'core' && target === 'lambda/names') return undefined;
  if (['lib', 'lib/testing', 'local', 'ops', 'proof', 'scaffold'].includes(layer) && tables.includes(target)) return undefined;
  // File signatures are the same on both sides.
  if (layer === 'web' && target === 'lambda/core/sniff') return undefined;
  // part: estimate
  // The price of an image, and what it is compared with: figures without code.
  if (layer === 'web' && ['estimate/prices/lambda-us-east-1', 'estimate/quoted'].includes(target)) return undefined;
  // The types of the answers' schemas. A type leaves no code in a bundle.
  if (layer === 'client' && (targetRoom === 'api' || target === 'lambda/core/formats') && typeOnly) return undefined;
  // The names of outputs. At the time of a command, nothing else of the stack exists.
  if (layer === 'ops' && target === 'lib/outputs') return undefined;
  return targetRoom && layers.includes(targetRoom) ? undefined : `${from}: ${layer} may not import ${target}.`;
}

interface Import {
  readonly specifier: string;
  /** Whether it is `import type` or `export type`. */
  readonly typeOnly: boolean;
}

/** Returns every import of a file, including types, re-exports and `import()`. */
function importsOf(source: string, tsx = false): Import[] {
  const found: Import[] = [];
  visit(parseSync(source, { syntax: 'typescript', tsx }), (node) => {
    if (/^(Import|ExportNamed|ExportAll)Declaration$/.test(node.type) && node.source)
      found.push({ specifier: node.source.value, typeOnly: Boolean(node.typeOnly) });
    if (
      node.type === 'CallExpression' &&
      ['Import', 'require'].includes(node.callee.type === 'Identifier' ? node.callee.value : node.callee.type)
    ) {
      found.push({ specifier: node.arguments[0]?.expression.value ?? '', typeOnly: false });
    }
  });
  // A computed import refers to a file of the same layer. Its targets are checked where the rows are read.
  return found.filter(({ specifier }) => specifier);
}

/** Calls a function with every node of a syntax tree. */
// biome-ignore lint/suspicious/noExplicitAny: the nodes have as many shapes as the language
function visit(value: any, look: (node: any) => void): void {
  if (typeof value !== 'object' || value === null) return;
  if (value.type) look(value);
  for (const key in value) visit(value[key], look);
}

const folders = [
  'bin',
  'cli',
  'lib',
  'lambda',
  'local',
  'ops',
  'platforms',
  'proof',
  'estimate',
  'scaffold',
  'serve',
  'client',
  'web',
];
const files = folders.filter((folder) => existsSync(join(root, folder))).flatMap(modulesIn);

describe('the dependency rule', () => {
  it('is kept by every file', () => {
    const violations = files.flatMap((file) =>
      importsOf(readFileSync(join(root, file), 'utf8'), file.endsWith('.tsx')).map(({ specifier, typeOnly }) =>
        violation(file, specifier, typeOnly),
      ),
    );
    expect(violations.filter(Boolean)).toEqual([]);
    expect(violations.length).toBeGreaterThan(100);
  });

  const broken: [string, string][] = [
    ['lambda/core/get-image.ts', '../adapters/system-clock'],
    ['lambda/core/get-image.ts', 'sharp'],
    ['lambda/core/get-image.ts', 'node:crypto'],
    ['lambda/core/get-image.ts', '@aws-sdk/client-s3'],
    ['lambda/core/get-image.ts', 'hono'],
    ['lambda/api/get-image.ts', '../adapters/aws/s3-blob-store'],
    ['lambda/api/get-image.ts', '@aws-sdk/client-dynamodb'],
    ['lambda/events/resize-image.ts', 'sharp'],
    ['lambda/adapters/aws/s3-blob-store.ts', '../../api/app'],
    ['lambda/adapters/aws/s3-blob-store.ts', '../../environment'],
    ['lib/app-stack.ts', '../lambda/api/get-image'],
    ['lib/app-stack.ts', '../lambda/entry'],
    ['local/application.ts', '../ops/redrive/stage'], // part: ops
    ['ops/redrive/stage.ts', '../../lib/app-stack'], // part: ops
    ['platforms/postgres/database.ts', '../../lib/app-stack'], // part: platforms
  ];

  it.each(broken)('is violated when %s imports %s', (file, specifier) => {
    expect(violation(file, specifier)).toBeDefined();
  });

  it('detects imports of every form', () => {
    const source = `import 'a'; import type { B } from 'b'; import * as c from 'c'; export { d } from 'd'; export * from 'e'; const f = import('f'); require('g');`;
    expect(importsOf(source).map(({ specifier }) => specifier)).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
    expect(importsOf(source).filter(({ typeOnly }) => typeOnly)).toEqual([{ specifier: 'b', typeOnly: true }]);
  });

  // part: client
  it('lets the client import the types of the schemas, and not the schemas', () => {
    expect(violation('client/image.ts', '../lambda/api/image-resource', true)).toBeUndefined();
    expect(violation('client/image.ts', '../lambda/api/image-resource')).toBeDefined();
    expect(violation('client/image.ts', '../lambda/adapters/system-clock', true)).toBeDefined();
  });

  it('is enforced by the linter too', async () => {
    const sources = new Map(
      broken.map(([file, specifier], index) => [join(dirname(file), `broken-${index}.ts`), `import '${specifier}';\n`]),
    );
    sources.set('lambda/core/environment.ts', 'export const stage = process.env.STAGE;\n');
    sources.set('lambda/api/environment.ts', 'export const stage = process.env.STAGE;\n');
    sources.set('lambda/core/sound.ts', "export { getImage } from './get-image';\n");

    const findings = lint(sources);

    const refused = [...sources.keys()].filter((file) => findings.includes(file));
    expect(refused).toEqual([...sources.keys()].filter((file) => file !== 'lambda/core/sound.ts'));
  });
});

// part: workshop
describe('the workshop', () => {
  /** Whether a file is outside the workshop and imports from it: a fork may delete the folder, and nothing else. */
  const importsWorkshop = (file: string, source: string) =>
    !file.startsWith('workshop/') &&
    source.includes('workshop/') &&
    importsOf(source, file.endsWith('.tsx')).some(({ specifier }) => join(dirname(file), specifier).startsWith('workshop/'));

  it('is imported by no test of another folder', () => {
    const tests = modulesIn('test');
    expect(tests.filter((file) => importsWorkshop(file, readFileSync(join(root, file), 'utf8')))).toEqual([]);
    expect(tests.length).toBeGreaterThan(10);
  });

  it.each([
    ['test/proof/invariants.test.ts', "import { mutants } from '../../workshop/mutants';", true],
    ['test/proof/invariants.test.ts', "const page = readFileSync('workshop/mutants/table.ts');", false],
    ['workshop/mutants/main.ts', "import { mutants } from '../../workshop/mutants';", false],
  ])('is imported by %s with %s: %s', (file, source, found) => {
    expect(importsWorkshop(file, source)).toBe(found);
  });
});

describe('an import cycle', () => {
  const everywhere = [
    'bin',
    'cli',
    'lib',
    'lambda',
    'client',
    'estimate',
    'local',
    'ops',
    'platforms',
    'proof',
    'scaffold',
    'serve',
    'test',
    'web',
    'workshop',
  ];
  const modules = [
    ['one.ts', "import type { Two } from './two';\nexport type One = Two | 1;\n"],
    ['two.ts', "import type { One } from './one';\nexport type Two = One | 2;\n"],
    ['three.ts', "export const four = () => import('./four');\n"],
    ['four.ts', "import { four } from './three';\nexport const three = () => four;\n"],
    ['five.ts', "import type { One } from './one';\nexport type Five = One | 5;\n"],
  ] as const;
  let cycles: Set<string | undefined>;
  beforeAll(() => {
    const findings = lint(
      new Map(everywhere.flatMap((folder) => modules.map(([name, source]) => [`${folder}/${name}`, source] as const))),
    );
    cycles = new Set([...findings.matchAll(/^(\S+):1:\d+ lint\/suspicious\/noImportCycles /gm)].map(([, file]) => file));
  });

  it.each(everywhere)('is a finding of the linter in %s, of types and import() too', (folder) => {
    const found = modules.map(([name]) => name).filter((name) => cycles.has(`${folder}/${name}`));
    expect(found).toEqual(['one.ts', 'two.ts', 'three.ts', 'four.ts']);
  });
});

function modulesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.d.ts') && !file.includes('node_modules'))
    .map((file) => join(folder, file));
}

/** Runs the linter on files, with a copy of its configuration. */
function lint(sources: ReadonlyMap<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'app-lint-'));
  const { $schema, vcs, ...settings } = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8'));
  writeFileSync(join(folder, 'biome.json'), JSON.stringify(settings));
  for (const [file, source] of sources) {
    mkdirSync(join(folder, dirname(file)), { recursive: true });
    writeFileSync(join(folder, file), source);
  }
  const biome = require.resolve('@biomejs/biome/bin/biome');
  const { stdout, stderr } = spawnSync(process.execPath, [biome, 'lint', '--max-diagnostics=none'], {
    cwd: folder,
    encoding: 'utf8',
  });
  rmSync(folder, { recursive: true });
  return stdout + stderr;
}
