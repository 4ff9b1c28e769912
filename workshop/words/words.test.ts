// The check of the words, on texts that contain them.
import { findWords, staleQuotations } from './find-words';
import { vocabulary } from './vocabulary';

test('a finding has the line, the words, and what to write instead', () => {
  expect(findWords('lib/a.ts', '// A role\n// that nobody lends.\n')).toEqual([{ line: 2, words: 'nobody', instead: 'no one' }]);
});

test.each([
  ['a line break', 'A port of\nits own'],
  ['the marker of a comment', '// A port of\n  // its own'],
  ['the star of a docstring', '/**\n * A port of\n * its own */'],
  ['the marker of a shell comment', '# A port of\n# its own'],
])('finds a phrase across %s', (_, text) => {
  expect(findWords('lib/a.ts', text)).toEqual([{ line: expect.any(Number), words: 'of its own', instead: 'its own' }]);
});

test.each([
  'Whoever calls it',
  'the mend is one line',
  'when an alarm goes off',
  'what stands there',
  'gives it out again',
  'a password for once',
  'it wants Node',
  'in small letters',
  'on ports of the test’s own.',
  'a value that is no number',
  'the folder that there is not',
  'an array in place of a list',
  'the last try of a message',
  'the default behaviour',
  'expectColours',
  'npm run synthesises',
])('finds: %s', (text) => {
  expect(findWords('docs/a.md', text)).toHaveLength(1);
});

test.each([
  'a recommended setting',
  'lib/testing/images/telltale.ts',
  'a text file',
  'a stand-in for S3',
  'a server stands in for AWS',
  'a hands-on guide',
  'a function of the CDK’s own construct',
  'a setting that is no longer used',
  'node_modules/@img/colour',
])('does not find: %s', (text) => {
  expect(findWords('docs/a.md', text)).toEqual([]);
});

test.each(['Run `nobody`.', '```sh\nwhoami\nnobody\n```', '> Nobody may publish.'])(
  'does not search code and quotations in Markdown: %j',
  (text) => {
    expect(findWords('docs/a.md', `Before.\n\n${text}\n`)).toEqual([]);
    expect(findWords('lib/a.ts', `Before.\n\n${text}\n`)).toHaveLength(1);
  },
);

test('allows the words of a quotation, in its file alone, and reports one that is gone', () => {
  const quoted = [{ file: 'docs/a.md', words: 'Nobody may publish', source: 'AWS' }];
  expect(findWords('docs/a.md', 'AWS says "Nobody may publish". Nobody knows why.', quoted)).toHaveLength(1);
  expect(findWords('docs/b.md', 'Nobody may publish', quoted)).toHaveLength(1);
  expect(staleQuotations(() => 'Nobody may publish', quoted)).toEqual([]);
  expect(staleQuotations(() => '', quoted)).toEqual(quoted);
});

test('no row recommends a word that another row avoids', () => {
  expect(vocabulary.filter(({ instead }) => findWords('a.ts', instead).length > 0)).toEqual([]);
});
