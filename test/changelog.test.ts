// CHANGELOG.md has the version of package.json and the form that readers and tools know.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { version } from '../package.json';

const changelog = readFileSync(join(__dirname, '../CHANGELOG.md'), 'utf8');
const headings = [...changelog.matchAll(/^## (.*)$/gm)].map(([, heading = '']) => heading);
const released = headings.slice(1).map((heading) => /^(\d+\.\d+\.\d+) - (\d{4}-\d{2}-\d{2})$/.exec(heading)?.slice(1) ?? [heading]);
const comparable = (text: string) =>
  text
    .split('.')
    .map((part) => part.padStart(4, '0'))
    .join('.');

it('begins with what is not released, then the version of package.json', () => {
  expect([headings[0], released[0]?.[0]]).toEqual(['Unreleased', version]);
});

it('has every release once with its date, the newest first', () => {
  for (const [number = '', date = ''] of released) {
    expect(number).toMatch(/^\d+\.\d+\.\d+$/);
    expect(new Date(date).toISOString()).toMatch(date);
  }
  const numbers = released.map(([number = '']) => number);
  expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => comparable(b).localeCompare(comparable(a))));
});

it('groups changes by the kinds of Keep a Changelog', () => {
  const kinds = ['Added', 'Changed', 'Deprecated', 'Removed', 'Fixed', 'Security'];
  const groups = [...changelog.matchAll(/^### (.*)$/gm)].map(([, group = '']) => group);
  expect(groups.length).toBeGreaterThan(0);
  expect(groups.filter((group) => !kinds.includes(group))).toEqual([]);
});
