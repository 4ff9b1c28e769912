// A number that follows from the code is wrong after the next change: docs do without it or generate it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../..');
// A decision record keeps the figures of its day; the mutation tests write the whole page of the proof.
const others = /^docs\/(decisions\/|proof\.md$)/;

const pages = [
  'README.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).map((name) => join('docs', name)),
].filter((name) => name.endsWith('.md') && !others.test(name));

const number = '\\d[\\d,.]*|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\\w+teen|twenty|thirty';
const counted = 'alarms|endpoints|triggers|sizes|renditions|invariants|mutants|tests|permits|variants';
const count = new RegExp(`\\b(${number}) (${counted})\\b`, 'gi');

/** The counts of a page that no generated block holds. */
const countsOf = (page: string) => page.replaceAll(/<!-- generated:.*?<!-- \/generated -->/gs, '').match(count) ?? [];

it.each(pages)('%s counts nothing by hand that the code decides', (page) => {
  expect(countsOf(readFileSync(join(root, page), 'utf8'))).toEqual([]);
});

it('finds a count by hand, in digits and as a word', () => {
  const page = 'It has 25 alarms, three sizes and 1,200 tests. <!-- generated:x -->6 endpoints<!-- /generated -->';
  expect(countsOf(page)).toEqual(['25 alarms', 'three sizes', '1,200 tests']);
});
