// How the figures of docs/lock-in.md are counted, on small invented projects.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Classified, classify } from '../../scaffold/lock-in/classify';
import { homes, root } from '../../scaffold/lock-in/homes';
import { reach, readModules, readText } from '../../scaffold/lock-in/module-graph';
import { nearly } from '../../scaffold/lock-in/nearly';
import { platformOfFolder, platformOfPackage } from '../../scaffold/lock-in/platform-names';
import type { Survey } from '../../scaffold/lock-in/survey';
import { changeTable, exact, fileTable, homeTable, rounded, shareTable } from '../../scaffold/lock-in/tables';

describe('the lines of code of a file', () => {
  it.each([
    ['one statement', 'const a = 1;', 1],
    ['an empty file', '', 0],
    ['blank lines', '\n\nconst a = 1;\n   \n\nconst b = 2;\n', 2],
    ['comments of every form', '// one\n/* two\n three */\n/** four */\nconst a = 1;\n', 1],
    ['a comment behind code, and code behind a comment', 'const a = 1; // one\n/* two */ const b = 2;\n', 2],
    ['a comment that ends where code begins', '/* one\n two */ const a = 1;\n', 1],
    ['code that looks like comments in strings', 'const a = "// no";\nconst b = "/* no";\nconst c = 1;\nconst d = "*/";\n', 4],
    ['a template over several lines, without its blank one', 'const a = `\n// text\n\n  $' + '{1 /* two */}\n`;\n', 4],
    ['a regular expression with quotes and slashes', 'const a = /["\'`]\\/\\*/;\n// one\nconst b = /[/]*/;\n', 2],
    ['types, which are code', "import type { A } from 'a';\ninterface B {\n  /** one */\n  readonly a: A;\n}\n", 4],
    ['Windows line ends', 'const a = 1;\r\n\r\n// one\r\nconst b = 2;\r\n', 2],
  ])('counts %s', (_, text, lines) => {
    expect(readText(text).lines).toBe(lines);
  });

  it('counts the text of a page, and not its comments', () => {
    expect(readText('const a = (\n  <p>\n    // text\n    {/* one */}\n  </p>\n);\n', true).lines).toBe(6);
  });
});

describe('a module', () => {
  const folders: string[] = [];
  afterAll(() => {
    for (const folder of folders) rmSync(folder, { recursive: true });
  });

  /** Classifies the modules of an invented project. @param entries what loads the others @param roots see `classify` */
  async function classified(files: Readonly<Record<string, string>>, entries: readonly string[], roots: readonly string[] = []) {
    const folder = mkdtempSync(join(tmpdir(), 'app-lock-in-'));
    folders.push(folder);
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return classify(await readModules(folder, entries), roots);
  }

  const store =
    "import { S3Client } from '@aws-sdk/client-s3';\nexport type Store = S3Client;\nexport const store = new S3Client();\n";

  const cases: readonly [string, string, Classified['knows']][] = [
    ['that imports nothing', 'export const a = 1;', 'none'],
    ['with a package of no platform', "import { Hono } from 'hono';\nexport const a = new Hono();", 'none'],
    ['with a module of Node.js', "import { join } from 'node:path';\nexport const a = join('b');", 'none'],
    ['that mentions AWS in a comment', "// import { S3 } from '@aws-sdk/client-s3';\nexport const a = 1;", 'none'],
    ['that mentions AWS in a string', 'export const a = "import(\'@aws-sdk/client-s3\')";', 'none'],
    ['with the type of an adapter', "import type { Store } from './store';\nexport const a = (b: Store) => b;", 'none'],
    ['with the type of an adapter in braces', "import { type Store } from './store';\nexport const a = (b: Store) => b;", 'none'],
    ['with a type of an adapter that is not marked', "import { Store } from './store';\nexport const a = (b: Store) => b;", 'none'],
    ['that exports the type of an adapter', "export type { Store } from './store';", 'none'],
    ['with a type of AWS', "import type { SQSEvent } from 'aws-lambda';\nexport const a = (b: SQSEvent) => b;", 'types'],
    ['with a type of AWS in braces', "import { type SQSEvent } from 'aws-lambda';\nexport const a = (b: SQSEvent) => b;", 'types'],
    ['with an inline type of PostgreSQL', "export const a = (b: import('pg').Pool) => b;", 'types'],
    ['that exports a type of AWS', "export type { SQSEvent } from 'aws-lambda';", 'types'],
    [
      'with a type of AWS that the linter would mark',
      "import { SQSEvent } from 'aws-lambda';\nexport const a = (b: SQSEvent) => b;",
      'adapter',
    ],
    [
      'that imports AWS with a type',
      "import { S3, type S3Client } from '@aws-sdk/client-s3';\nexport const a = (b: S3Client) => new S3(b);",
      'adapter',
    ],
    [
      'with a type of AWS, and later its code',
      "import type { S3 } from '@aws-sdk/client-s3';\nexport const a = async (b: S3) => [b, await import('@aws-sdk/client-s3')];",
      'adapter',
    ],
    ['that imports AWS', "import { S3 } from '@aws-sdk/client-s3';\nexport const a = new S3();", 'adapter'],
    ['that imports AWS for its effects', "import '@aws-sdk/client-s3';", 'adapter'],
    ['that exports what AWS has', "export { S3 } from '@aws-sdk/client-s3';", 'adapter'],
    ['that exports all that AWS has', "export * from '@aws-sdk/client-s3';", 'adapter'],
    ['that loads AWS later', "export const a = () => import('@aws-sdk/client-s3');", 'adapter'],
    ['that requires AWS', "export const a = () => require('@aws-sdk/client-s3');", 'adapter'],
    ['that imports an adapter', "import { store } from './store';\nexport const a = store;", 'entry'],
    ['that imports an adapter for its effects', "import './store';", 'entry'],
    ['that exports an adapter', "export { store } from './store';", 'entry'],
    ['that exports all of an adapter', "export * from './store';", 'entry'],
    ['that loads an adapter later', "export const a = () => import('./store');", 'entry'],
    ['that requires an adapter', "export const a = () => require('./store');", 'entry'],
    ['that imports an adapter through another module', "import { c } from './through';\nexport const a = c;", 'entry'],
    ['that imports what has only the type of an adapter', "import { d } from './typed';\nexport const a = d;", 'none'],
  ];
  let found: ReadonlyMap<string, Classified>;
  beforeAll(async () => {
    const modules = Object.fromEntries(cases.map(([, text], index) => [`${index}.ts`, text]));
    const others = {
      'store.ts': store,
      'through.ts': "export { store as c } from './store';",
      'typed.ts': "import type { Store } from './store';\nexport const d = (e: Store) => e;",
    };
    found = await classified({ ...modules, ...others }, Object.keys(modules));
  });

  it.each(cases.map(([name, , knows], index) => [name, knows, index] as const))('%s knows: %s', (_, knows, index) => {
    expect(found.get(`${index}.ts`)?.knows).toBe(knows);
  });

  it('is an adapter in the folder of a platform, without a package of it', async () => {
    const path = 'adapters/aws/expression.ts';
    const files = { [path]: 'export const a = "SET #b = :b";' };
    expect((await classified(files, [path])).get(path)).toEqual({ knows: 'adapter', platforms: ['AWS'] });
  });

  it('is an entry when it composes the application, though it names what it composes', async () => {
    expect((await classified({ 'store.ts': store }, ['store.ts'], ['store.ts'])).get('store.ts')?.knows).toBe('entry');
    expect((await classified({ 'plain.ts': 'export const a = 1;' }, ['plain.ts'], ['plain.ts'])).get('plain.ts')?.knows).toBe(
      'none',
    );
  });

  it('may be part of a cycle', async () => {
    const files = {
      'a.ts': "import { b } from './b';\nexport const a = () => b;",
      'b.ts': "import { a } from './a';\nimport { store } from './store';\nexport const b = () => [a, store];",
      'store.ts': store,
    };
    const all = await classified(files, ['a.ts']);
    expect([...all].map(([path, { knows }]) => [path, knows]).sort()).toEqual([
      ['a.ts', 'entry'],
      ['b.ts', 'entry'],
      ['store.ts', 'adapter'],
    ]);
  });

  it('is an error when a file that it imports does not exist', async () => {
    await expect(classified({ 'main.ts': "import './missing';" }, ['main.ts'])).rejects.toThrow('missing');
  });
});

it.each([
  ['@aws-sdk/client-s3', 'AWS'],
  ['@aws-lambda-powertools/logger', 'AWS'],
  ['@smithy/signature-v4', 'AWS'],
  ['aws-lambda', 'AWS'],
  ['aws4fetch', 'AWS'],
  ['hono/aws-lambda', 'AWS'],
  ['aws-cdk-lib/aws-s3', 'CDK'],
  ['constructs', 'CDK'],
  ['pg', 'PostgreSQL'],
  ['pg-boss', 'PostgreSQL'],
  ['postgrator', 'PostgreSQL'],
  ['@azure/functions', 'Azure'],
  ['@google-cloud/pubsub', 'Google Cloud'],
  ['cloudflare:sockets', 'Cloudflare'],
  ['hono/cloudflare-workers', 'Cloudflare'],
  ['@vercel/functions', 'Vercel'],
  ['hono', undefined],
  ['hono/body-limit', undefined],
  ['zod/mini', undefined],
  ['node:http', undefined],
  ['sharp', undefined],
  ['laws', undefined],
  ['pgp-key', undefined],
])('the platform of the package %s is %s', (name, platform) => {
  expect(platformOfPackage(name)).toBe(platform);
});

it.each([
  ['lambda/adapters/aws/owner-hash.ts', 'AWS'],
  ['platforms/postgres/database.ts', 'PostgreSQL'],
  ['lambda/adapters/aws.ts', undefined],
  ['lambda/core/laws/one.ts', undefined],
])('the platform of the folder of %s is %s', (path, platform) => {
  expect(platformOfFolder(path)).toBe(platform);
});

describe('a table', () => {
  const lines: Readonly<Record<string, number>> = {
    'lambda/core/a.ts': 700,
    'lambda/adapters/aws/b.ts': 250,
    'lambda/entry.ts': 50,
    'lambda/rows.ts': 100,
    'lib/stack.ts': 2000,
    'client/d.ts': 300,
    'platforms/postgres/c.ts': 90,
    'platforms/node/main.ts': 30,
    'platforms/azure/entry.ts': 8,
  };
  const onLambda = ['lambda/core/a.ts', 'lambda/adapters/aws/b.ts', 'lambda/entry.ts'];
  const without = ['lambda/core/a.ts', 'lambda/rows.ts', 'platforms/postgres/c.ts', 'platforms/node/main.ts'];
  const home = (name: string, modules: string[], apiOnly = false) => ({
    name,
    entry: modules.at(-1) ?? '',
    handlers: [],
    modules: new Set(modules),
    apiOnly,
  });
  const survey: Survey = {
    homes: [
      home('AWS Lambda', onLambda),
      home('without AWS', without),
      home('Azure', ['lambda/core/a.ts', 'platforms/postgres/c.ts', 'platforms/azure/entry.ts'], true),
    ],
    others: [{ name: 'a command', modules: new Set(['client/d.ts', 'lambda/core/a.ts']) }],
    stack: new Set(['lib/stack.ts']),
    onAws: new Set([...onLambda, 'lambda/rows.ts']),
    knows: (path) => (/adapters|postgres/.test(path) ? 'adapter' : /entry|main/.test(path) ? 'entry' : 'none'),
    platforms: (path) => [platformOfFolder(path)].filter((name) => name !== undefined),
    lines: (paths) => [...paths].reduce((sum, path) => sum + (lines[path] ?? 0), 0),
    reach: (paths) => new Set(paths),
  };

  it('shows the share that knows no platform, and counts each file once', () => {
    expect(shareTable(survey, exact).slice(1)).toEqual([
      ['the functions on AWS Lambda, and the tables of their rows', '1,100', '800 (73 %)', '0', '300', '0'],
      ['a command', '300', '300 (100 %)', '0', '0', '0'],
      ['the stack', '2,000', '0 (0 %)', '0', '0', '2,000'],
      ['together', '3,400', '1,100 (32 %)', '0', '300', '2,000'],
    ]);
  });

  it('shows the adapters of each home by platform', () => {
    expect(homeTable(survey, exact).slice(1)).toEqual([
      ['AWS Lambda', '1,000', '700 (70 %)', 'AWS 250', ''],
      ['without AWS', '920', '800 (87 %)', 'PostgreSQL 90', ''],
      ['Azure', '798', '700 (88 %)', 'PostgreSQL 90', ''],
    ]);
  });

  it('compares each home with the one on AWS, which has the tables of the rows too', () => {
    expect(changeTable(survey, exact).slice(1)).toEqual([
      ['without AWS', '800', '120', '30', '300'],
      ['Azure', '700', '98', '8', '300'],
    ]);
  });

  it('groups files by the homes that load them', () => {
    const folder = (path: string) => `[\`${path}\`](../${path})`;
    expect(fileTable(survey, exact).slice(1)).toEqual([
      ['all but AWS Lambda', '90', `${folder('platforms/postgres/')} c`],
      ['without AWS', '30', `${folder('platforms/node/')} main`],
      ['Azure', '8', `${folder('platforms/azure/')} entry`],
      ['AWS, and left behind without it', '300', `${folder('lambda/adapters/aws/')} b; ${folder('lambda/')} entry`],
    ]);
  });

  it.each([
    ['the same figures', '| a | 1,000 (70 %) |', '| a | 1,000 (70 %) |', false],
    ['figures that are off by a tenth', '| a | 1,000 (70 %) |', '| a | 1,100 (63 %) |', false],
    ['one figure that is off by more', '| a | 1,000 (70 %) |', '| a | 1,000 (62 %) |', true],
    ['a figure of few lines', '| a | 9 |', '| a | 8 |', true],
    ['another word', '| a | 1,000 |', '| b | 1,000 |', true],
    ['another row', '| a | 1,000 |', '| a | 1,000 |\n| b | 10 |', true],
  ])('changes the documentation for what matters: %s', (_, present, counted, changes) => {
    expect(nearly(present, counted)).toBe(changes ? counted : present);
  });

  it('has two digits in the documentation, and all of them for few lines', () => {
    expect([3, 97, 105, 859, 2654, 12_345].map(rounded)).toEqual(['3', '97', '110', '860', '2,700', '12,000']);
  });
});

it('finds no adapter behind a handler, in any home', async () => {
  const handlers = [...new Set(homes.flatMap((home) => home.handlers))];
  const graph = await readModules(root, handlers);
  const found = classify(graph, []);
  const adapters = [...reach(graph, handlers)].filter((path) => !['none', 'types'].includes(found.get(path)?.knows ?? ''));
  expect(adapters).toEqual([]);
  expect(graph.size).toBeGreaterThan(handlers.length);
});
