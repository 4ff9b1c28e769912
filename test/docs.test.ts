// What the documentation names exists: files, headings, scripts.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';

const root = join(__dirname, '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const scripts: Record<string, string> = JSON.parse(read('package.json')).scripts;

const pages = [
  '.',
  '.github',
  'docs',
  'docs/decisions', // part: decisions
  'test/fixtures/records', // part: edge-tests
]
  .filter((folder) => existsSync(join(root, folder)))
  .flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith('.md'))
      .map((name) => posix.join(folder, name)),
  );

/** A page without its code blocks. */
const prose = (page: string) => read(page).replaceAll(/^```.*?^```/gms, '');

/** The anchors that GitHub gives to the headings of a page. */
function anchorsOf(page: string): string[] {
  return [...prose(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .replaceAll(/\[(.*?)\]\(.*?\)/g, '$1')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** The scripts of package.json that a page mentions. */
const scriptsIn = (page: string) =>
  [...read(page).matchAll(/npm (?:run (?:--silent )?([a-z][\w:-]*)|(start|test)\b)/g)].map(([, run, short]) => run ?? short ?? '');

/** The files and folders that a page names as inline code, except patterns, generated ones, and titles of code blocks: files to create. */
const pathsIn = (page: string) =>
  [
    ...prose(page)
      .replaceAll(/^`.*`:$/gm, '')
      .matchAll(/`((?:\.ci|\.github|[a-z]+)\/[\w./-]+)`/g),
  ]
    .map(([, path = '']) => path)
    .filter((path) => existsSync(join(root, path.split('/')[0] ?? '')) && !/^(?:build|coverage)\/|-$/.test(path));

test('finds pages, links, paths and scripts', () => {
  expect(pages).toEqual(expect.arrayContaining(['README.md', 'docs/commands.md']));
  expect(anchorsOf('README.md')).toContain('the-api');
  expect(scriptsIn('docs/commands.md')).toContain('start');
  expect(pathsIn('docs/architecture.md')).toContain('lambda/names.ts');
});

/** Files that the reader creates: those of the rows that a page shows. */
const createdIn = (page: string) =>
  [...read(page).matchAll(/^ {2}name: '([\w-]+)',$/gm)].flatMap(([, name]) => [
    `lambda/api/${name}.ts`,
    `lambda/events/${name}.ts`,
  ]);

describe.each(pages)('%s', (page) => {
  it('links only to files and headings that exist', () => {
    const links = [
      ...prose(page)
        .replaceAll(/`[^`]*`/g, '')
        .matchAll(/\]\((?!https?:)([^)\s]+)\)/g),
    ].map(([, link = '']) => link);
    const broken = links.filter((link) => {
      const [file = '', anchor] = link.split('#');
      const target = file === '' ? page : posix.join(dirname(page), file);
      if (!existsSync(join(root, target))) return true;
      if (anchor === undefined) return false;
      return !statSync(join(root, target)).isFile() || !anchorsOf(target).includes(anchor);
    });
    expect(broken).toEqual([]);
  });

  it('mentions only scripts of package.json', () => {
    expect(scriptsIn(page).filter((name) => !(name in scripts))).toEqual([]);
  });

  it('names only paths that exist', () => {
    expect(pathsIn(page).filter((path) => !existsSync(join(root, path)) && !createdIn(page).includes(path))).toEqual([]);
  });
});

test('docs/commands.md mentions every script, and the README links to it', () => {
  const mentioned = scriptsIn('docs/commands.md');
  expect(Object.keys(scripts).filter((name) => name !== 'postinstall' && !mentioned.includes(name))).toEqual([]);
  expect(read('README.md')).toContain('](docs/commands.md)');
});

// part: decisions
test('docs/decisions/README.md lists every decision by its title', () => {
  const decisions = pages.filter((page) => /^docs\/decisions\/\d/.test(page));
  const entries = decisions.map((page) => {
    const [, number = '', title = ''] = /^# (\d+)\. (.*)$/m.exec(read(page)) ?? [];
    return `${number}. [${title}](${posix.basename(page)})`;
  });
  expect(decisions.length).toBeGreaterThan(0);
  expect(read('docs/decisions/README.md').split('\n')).toEqual(expect.arrayContaining(entries));
});
