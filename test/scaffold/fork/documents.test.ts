import { pruneDocument } from '../../../scaffold/fork/documents';
import { pointsToGone } from '../../../scaffold/fork/references';

const gone = {
  isGone: (path: string) => /^web(\/|$)/.test(path),
  isGoneName: (name: string) => name === 'web-page.ts',
  scripts: ['demo'],
  words: [/\bCloudFront\b/],
};
const prune = (text: string) => pruneDocument('docs/page.md', text, gone);

it('removes the sentences that point to what is gone, and keeps the others', () => {
  expect(prune('One. See [the page](../web/app.tsx). Run\n`npm run demo` for two. Three.')).toBe('One. Three.');
  expect(prune('CloudFront serves it. The API answers (behind CloudFront).')).toBe('The API answers.');
});

it('removes paragraphs, list items and table rows that are left empty', () => {
  expect(prune('One.\n\nRun `npm run demo`.\n\nTwo.')).toBe('One.\n\nTwo.');
  expect(prune('- one\n- `web/app.tsx`\n  goes on\n- two')).toBe('- one\n- two');
  expect(prune('| a | b |\n|---|---|\n| `npm run demo` | 1 |\n| two | 2 |')).toBe('| a | b |\n|---|---|\n| two | 2 |');
});

it('removes code with the sentence that announces it, and tables and sections without content', () => {
  expect(prune('One. Then run this:\n\n```sh\nnpm run demo\n```\n\nTwo.')).toBe('One.\n\nTwo.');
  expect(prune('```sh\nnpm start\nnpm run demo\n```')).toBe('```sh\nnpm start\n```');
  expect(prune('# Title\n\n## The page\n\n| a |\n|---|\n| [x](../web) |\n\n## Next\n\nText.')).toBe('# Title\n\n## Next\n\nText.');
});

it('keeps a table that had only a header, and removes a table with its header', () => {
  const pictures = '| ![One](one.png) | ![Two](two.png) |\n|---|---|\n\n## Next\n\nText.';
  expect(prune(`One. CloudFront serves it.\n\n${pictures}`)).toBe(`One.\n\n${pictures}`);
  expect(prune('One.\n\n| ![Page](../web/page.png) |\n|---|\n| text |\n\nTwo.')).toBe('One.\n\nTwo.');
});

it('keeps the mark of a generated block on one line behind a word, and the indent of a list item', () => {
  const block = 'is <!-- generated:sizes -->long<!-- /generated -->';
  for (const words of [15, 18, 19]) {
    expect(prune(`${'A word '.repeat(words)}${block}. CloudFront serves it.`)).toContain(block);
  }
  expect(prune('- one\n  - two. CloudFront serves it.')).toBe('- one\n  - two.');
});

it('changes nothing in a page that points to nothing that is gone', () => {
  const page = '# Title\n\n- one\n  two\n\n```sh\n| not a table\n```\n\n| a |\n| --- |\n| b |\n';
  expect(prune(page)).toBe(page);
});

it('removes sentences that refer back to a removed one, and keeps the next that does not', () => {
  expect(prune('One. CloudFront serves it. It caches nothing. Both are off. Two. It stays.')).toBe('One. Two. It stays.');
  expect(prune('One.\n\nRun `npm run demo`.\n\nThis command uploads. Only then it ends. Two.')).toBe('One.\n\nTwo.');
  expect(prune('One.\n\n```sh\nnpm run demo\n```\n\nThe command uploads. The commands of the API are here.')).toBe(
    'One.\n\nThe commands of the API are here.',
  );
  expect(prune('| a | CloudFront serves it. It caches nothing. Two |')).toBe('| a | Two |');
  expect(prune('| a | Two. CloudFront serves it | |')).toBe('| a | Two | |');
});

it('removes the stale entries of a list of code in a table', () => {
  expect(prune('| a | `test/one`, `web/app.tsx`, `two` | three |')).toBe('| a | `test/one`, `two` | three |');
});

it('removes a section whose heading is stale, with its subsections', () => {
  const page = '# Title\n\n## CloudFront\n\nOne.\n\n```sh\n# two\n```\n\n### Three\n\nFour.\n\n## Next\n\nFive.';
  expect(prune(page)).toBe('# Title\n\n## Next\n\nFive.');
  expect(prune('# Title\n\nOne.\n\n## CloudFront\n\nTwo.\n')).toBe('# Title\n\nOne.\n');
});

it('keeps empty sections and empty lines of a template', () => {
  const template = '## What\n\n\n\n## How\n\n- [ ] one\n';
  expect(prune(`${template}- [ ] CloudFront\n`)).toBe(template);
});

it('keeps code on one line', () => {
  const code = '`npx cdk diff -c stage=production`';
  for (const words of [12, 13, 14]) expect(prune(`${'A long word '.repeat(words)}${code}. CloudFront.`)).toContain(code);
});

it('removes a label that is stale or alone, and keeps it before what is left', () => {
  expect(
    prune('- **CloudFront.** It caches. Two.\n- **Page.** See [it](../web/app.tsx).\n- **API.** CloudFront calls it. Two.'),
  ).toBe('- **API.** Two.');
});

it('removes a code block, table or list whose announcement is stale', () => {
  expect(prune('One. Ask CloudFront:\n\n```sh\naws one\n```\n\nTwo.')).toBe('One.\n\nTwo.');
  expect(prune('One.\n\nCloudFront has these:\n\n- one\n- two\n\n  more\n\nTwo.')).toBe('One.\n\nTwo.');
  expect(prune('One.\n\nCloudFront has these:\n\n| a |\n|---|\n| b |\n\nTwo.')).toBe('One.\n\nTwo.');
});

it('removes the announcement of a list or table that is left empty', () => {
  expect(prune('One. The page has these:\n\n- [app](../web/app.tsx)\n\nTwo.')).toBe('One.\n\nTwo.');
});

it('removes a sentence with what its colon announces, and a command with its continuation', () => {
  expect(prune('One. To see it, run this: `npm run demo`. Two.')).toBe('One. Two.');
  expect(prune('```sh\naws deploy --file web/template.yaml \\\n  --capabilities ALL\naws list\n```')).toBe('```sh\naws list\n```');
});

it('finds paths without backticks, and names of files, but not other words', () => {
  expect(prune('<!-- web/app.tsx makes this. -->\nOne.')).toBe('One.');
  expect(
    prune(
      'One. The file web-page.ts serves it. See https://example.com/web/app and web-page.ts.org, or `page`. The folder `web` has it.',
    ),
  ).toBe('One. See https://example.com/web/app and web-page.ts.org, or `page`.');
});

it.each([
  ['const page = CloudFront(one); // part: web', false],
  ["import { page } from '../web/page';", false],
  ['// CloudFront serves it.', true],
  [' * CloudFront serves it.', true],
  ['const one = 1; // See web-page.ts.', true],
  ["const place = 'web-page.ts';", false],
  ["const place = 'web/page.ts';", true],
  ['# CloudFront serves it.', true],
])('finds words and names of files only in the comments of code, and paths everywhere: %s', (line, found) => {
  expect(pointsToGone('local/main.ts', line, gone)).toBe(found);
});

it('removes marks of other parts that enclose nothing', () => {
  expect(prune('One.\n\n<!-- part: ops -->\n\nCloudFront serves it.\n\n<!-- /part -->\n\nTwo.')).toBe('One.\n\nTwo.');
});
