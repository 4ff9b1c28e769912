import { pruneDocument } from '../../../scaffold/fork/documents';

const gone = { isGone: (path: string) => path.startsWith('web'), scripts: ['demo'], words: [/\bCloudFront\b/] };
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
