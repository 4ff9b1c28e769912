// The dependency rule: entry, local → api, events → core ← adapters. The linter holds it too, while one types.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { parseSync } from '@swc/core';

const root = join(__dirname, '..');

/** The part of the application that a file belongs to. */
type Room =
  | 'core'
  | 'api'
  | 'events'
  | 'adapters'
  | 'contract'
  | 'function-row'
  | 'services'
  | 'environment'
  | 'entry'
  | 'lib'
  | 'lib/testing'
  | 'bin'
  | 'cli'
  | 'local'
  | 'ops'
  | 'proof'
  | 'scaffold'
  | 'client'
  | 'web'
  | 'web/build';

/** The rooms that files of a room may import from, and the packages; `*` is any package. */
const rules: Record<Room, { rooms: readonly Room[]; packages: readonly string[] }> = {
  core: { rooms: [], packages: [] },
  contract: { rooms: [], packages: [] },
  'function-row': { rooms: ['contract'], packages: [] },
  services: { rooms: ['core'], packages: ['aws-lambda'] },
  api: { rooms: ['core', 'services', 'contract', 'function-row'], packages: ['hono', 'zod/mini'] },
  events: { rooms: ['core', 'services', 'contract', 'function-row'], packages: ['zod/mini', 'aws-lambda'] },
  adapters: { rooms: ['core', 'contract'], packages: ['*'] },
  environment: { rooms: ['core', 'contract'], packages: [] },
  entry: { rooms: ['function-row', 'core', 'services', 'contract', 'api', 'events', 'adapters', 'environment'], packages: ['*'] },
  // What every command of the terminal has in common.
  cli: { rooms: [], packages: ['node:util', 'fastest-levenshtein'] },
  local: {
    rooms: ['function-row', 'cli', 'core', 'services', 'contract', 'api', 'events', 'adapters', 'client', 'web/build'],
    packages: ['*'],
  },
  ops: { rooms: ['cli', 'core', 'contract', 'events', 'adapters', 'local', 'client'], packages: ['*'] },
  // It holds the template against what the code relies on.
  proof: { rooms: ['function-row', 'cli', 'lib', 'lib/testing', 'contract', 'core', 'adapters'], packages: ['*'] },
  // It reads every table, schema and template that a file derives from.
  scaffold: { rooms: ['function-row', 'cli', 'contract', 'core', 'lib', 'lib/testing', 'local', 'proof'], packages: ['*'] },
  lib: { rooms: ['cli', 'contract', 'function-row', 'lib/testing'], packages: ['*'] },
  // What tests of every kind are made of: it deploys, starts and imitates the rest.
  'lib/testing': { rooms: ['function-row', 'lib', 'contract', 'services', 'core', 'adapters', 'local'], packages: ['*'] },
  bin: { rooms: ['cli', 'lib', 'lib/testing', 'contract', 'web/build'], packages: ['*'] },
  client: { rooms: [], packages: ['oauth4webapi'] },
  web: { rooms: ['client'], packages: ['preact', 'preact/hooks'] },
  // Runs where the stack is made, not in the browser.
  'web/build': { rooms: [], packages: ['*'] },
};

/** Files that are data and nothing else: the stack and the local run read them too. */
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
  'client/sign-in/loopback-ports',
  'web/config',
  'lib/constructs/web/content-security-policy',
];

function roomOf(path: string): Room | undefined {
  const whole = path.replace(/\.tsx?$/, '');
  const [folder = '', file = ''] = whole.split('/');
  return [whole, `${folder}/${file}`, file, folder].find(
    (name): name is Room => name in rules && (name.startsWith(folder) || folder === 'lambda'),
  );
}

/** What is wrong with an import of `specifier` by the file `from`; `undefined` when nothing is. */
function violation(from: string, specifier: string): string | undefined {
  const room = roomOf(from);
  if (!room) return `${from} stands in no room.`;
  const { rooms, packages } = rules[room];
  if (!specifier.startsWith('.')) {
    return packages.includes('*') || packages.includes(specifier) ? undefined : `${from}: ${room} may not import ${specifier}.`;
  }
  const target = relative(root, join(root, dirname(from), specifier));
  const targetRoom = roomOf(target);
  if (targetRoom === room || ['package.json', 'cdk.json'].includes(target)) return undefined;
  if (['lib', 'lib/testing', 'local', 'proof'].includes(room) && tables.includes(target)) return undefined;
  // What a file is by its first bytes is the same here and there.
  if (room === 'web' && target === 'lambda/core/sniff') return undefined;
  // What a stack says of itself; nothing else of it is there when it is deployed.
  if (room === 'ops' && target === 'lib/outputs') return undefined;
  return targetRoom && rooms.includes(targetRoom) ? undefined : `${from}: ${room} may not import ${target}.`;
}

/** Every import of a file, types and re-exports and `import()` included. */
function importsOf(source: string, tsx = false): string[] {
  const found: string[] = [];
  JSON.parse(JSON.stringify(parseSync(source, { syntax: 'typescript', tsx })), (_key, node) => {
    if (/^(Import|ExportNamed|ExportAll)Declaration$/.test(node?.type) && node.source) found.push(node.source.value);
    if (
      node?.type === 'CallExpression' &&
      ['Import', 'require'].includes(node.callee.type === 'Identifier' ? node.callee.value : node.callee.type)
    ) {
      found.push(node.arguments[0]?.expression.value ?? '');
    }
    return node;
  });
  // A computed import names a file of its own room; what it may be is seen where the rows are read.
  return found.filter(Boolean);
}

const files = ['bin', 'cli', 'lib', 'lambda', 'local', 'ops', 'proof', 'scaffold', 'client', 'web'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.d.ts') && !file.includes('node_modules'))
    .map((file) => join(folder, file)),
);

describe('the dependency rule', () => {
  it('is kept by every file', () => {
    const violations = files.flatMap((file) =>
      importsOf(readFileSync(join(root, file), 'utf8'), file.endsWith('.tsx')).map((specifier) => violation(file, specifier)),
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
    ['lib/image-api-stack.ts', '../lambda/api/get-image'],
    ['lib/image-api-stack.ts', '../lambda/entry'],
    ['local/application.ts', '../ops/redrive/stage'],
    ['ops/redrive/stage.ts', '../../lib/image-api-stack'],
  ];

  it.each(broken)('is broken when %s imports %s', (file, specifier) => {
    expect(violation(file, specifier)).toBeDefined();
  });

  it('sees imports of every form', () => {
    const source = `import 'a'; import type { B } from 'b'; import * as c from 'c'; export { d } from 'd'; export * from 'e'; const f = import('f'); require('g');`;
    expect(importsOf(source).sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
  });

  it('is broken for the linter, too', async () => {
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

/** What the linter says of files, in a copy of its settings. */
function lint(sources: ReadonlyMap<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'image-api-lint-'));
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
