import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fillBlocks } from '../../scaffold/update/blocks';
import { derivedFiles } from '../../scaffold/update/derived-file';
import { staleFiles, update } from '../../scaffold/update/update';

const root = join(__dirname, '../..');

describe('the derived files of the repository', () => {
  it('are up to date', async () => {
    const stale = await staleFiles(await derivedFiles(), root);
    expect(stale.map(({ file }) => `${file.path} is out of date. Run npm run update.`)).toEqual([]);
  });

  it('include the API document and every page of the documentation', async () => {
    const paths = (await derivedFiles()).map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(['docs/openapi.json', 'README.md', 'docs/deploy.md']));
    expect(paths).toContain('docs/events.schema.json'); // part: event-schema
  });
});

describe('an update', () => {
  let folder: string;
  const files = [
    { path: 'old.txt', from: 'one table', text: () => 'new' },
    { path: 'current.txt', from: 'another table', text: async () => 'current' },
    { path: 'missing.txt', from: 'a schema', text: () => 'made' },
  ];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'app-update-'));
    writeFileSync(join(folder, 'old.txt'), 'old');
    writeFileSync(join(folder, 'current.txt'), 'current');
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  it('writes the files that are out of date and reports each', async () => {
    expect(await update(files, folder)).toEqual(['updated old.txt from one table', 'updated missing.txt from a schema']);
    expect(files.map(({ path }) => readFileSync(join(folder, path), 'utf8'))).toEqual(['new', 'current', 'made']);
  });

  it('changes nothing the second time', async () => {
    await update(files, folder);
    expect(await update(files, folder)).toEqual([]);
  });
});

describe('a generated block', () => {
  const blocks = new Map<string, (present: string) => Promise<string> | string>([
    ['sizes', () => '`small` (10 px)'],
    ['kept', (present) => `${present}!`],
    ['table', async () => '| a |\n| - |'],
  ]);
  const fill = (page: string) => fillBlocks('docs/page.md', page, blocks);

  it('is replaced within its line, everywhere it stands', async () => {
    const page = 'One <!-- generated:sizes -->old<!-- /generated -->, two <!-- generated:sizes --><!-- /generated -->.';
    const filled = '<!-- generated:sizes -->`small` (10 px)<!-- /generated -->';
    expect(await fill(page)).toBe(`One ${filled}, two ${filled}.`);
  });

  it('of several lines gets separate lines', async () => {
    expect(await fill('<!-- generated:table -->old<!-- /generated -->')).toBe(
      '<!-- generated:table -->\n| a |\n| - |\n<!-- /generated -->',
    );
  });

  it('may depend on its present text', async () => {
    expect(await fill('It is <!-- generated:kept -->old<!-- /generated -->.')).toBe(
      'It is <!-- generated:kept -->old!<!-- /generated -->.',
    );
  });

  it('leaves the rest of a page as it is', async () => {
    expect(await fill('# A page\n\n<!-- A comment. -->\n')).toBe('# A page\n\n<!-- A comment. -->\n');
  });

  it.each([
    ['<!-- generated:size --><!-- /generated -->', 'docs/page.md: unknown block "size". Did you mean sizes?'],
    ['<!-- generated:sizes -->', /^docs\/page\.md: <!-- generated:sizes --> has no partner\. Write/],
    ['One\n<!-- generated:sizes --><!-- /generated -->', /^docs\/page\.md: the block "sizes" starts a line/],
    ['<!-- /generated -->', /^docs\/page\.md: <!-- \/generated --> has no partner\./],
  ])('is rejected when written as %s', async (page, message) => {
    await expect(fill(page)).rejects.toThrow(message);
  });
});
