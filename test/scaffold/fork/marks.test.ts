import { join } from 'node:path';
import { examplesLeft, removeMarked, withoutMarks } from '../../../scaffold/fork/marks';
import { Project } from '../../../scaffold/fork/project';

const without = (text: string, ...parts: string[]) => removeMarked('file', text, new Set(parts));

it('removes a marked line, with the comment above it', () => {
  const source = ['const a = {', '  // The page.', '  page: true, // part: web', '  api: true,', '};'].join('\n');
  expect(without(source, 'web')).toBe('const a = {\n  api: true,\n};');
  expect(without(source, 'ops')).toBe(source);
});

it('removes the statement below a mark, with its comment and its block', () => {
  const source = ['one();', '', '// part: web', '/** Two. */', 'if (two) {', '  two();', '', '  three();', '}', 'four();'].join(
    '\n',
  );
  expect(without(source, 'web')).toBe('one();\n\nfour();');
});

it('removes the step below a mark in YAML', () => {
  const source = ['steps:', '  # part: web', '  - name: one', '    run: |', '      one', '  - name: two'].join('\n');
  expect(without(source, 'web')).toBe('steps:\n  - name: two');
});

it('removes a comment on its own below a mark, and nothing after it', () => {
  const source = ['{', '  a: 1,', '  // part: web', '  // page: {},', '  // part: ops', '  // queue: {},', '}'].join('\n');
  expect(without(source, 'web')).toBe('{\n  a: 1,\n  // part: ops\n  // queue: {},\n}');
  expect(without(source, 'ops')).toBe('{\n  a: 1,\n  // part: web\n  // page: {},\n}');
});

it('removes what marks of Markdown enclose', () => {
  const page = 'One.\n<!-- part: web -->\nTwo.\n\nThree.\n<!-- /part -->\nFour.';
  expect(without(page, 'web')).toBe('One.\nFour.');
  expect(without(page)).toBe(page);
});

it('keeps lines of several parts until the last of these is removed, and their mark names those that are left', () => {
  const source = 'one();\ntwo(); // part: ops, web';
  expect(without(source, 'sweep')).toBe(source);
  expect(without(source, 'web')).toBe('one();\ntwo(); // part: ops');
  expect(without('  # part: web, ops, sweep\n  - one', 'ops')).toBe('  # part: web, sweep\n  - one');
  expect(without(source, 'web', 'ops')).toBe('one();');
});

it.each(['<!-- part: web -->\nOne.', 'One.\n<!-- /part -->'])('rejects a mark of Markdown without a partner: %j', (page) => {
  expect(() => without(page, 'web')).toThrow(/^file:\d+: this mark has no partner\. Write <!-- part: NAME --> and <!-- \/part -->/);
});

it('leaves one empty line in a page or a workflow where a part was, and none at the end', () => {
  expect(removeMarked('page.md', 'One.\n\n<!-- part: web -->\nTwo.\n<!-- /part -->\n\nThree.', new Set(['web']))).toBe(
    'One.\n\nThree.',
  );
  expect(removeMarked('ci.yml', 'one:\n\n# part: web\ntwo:\n  - a\n\n# part: web\nfour:\n', new Set(['web']))).toBe('one:\n');
});

it('removes names of removed parts from examples', () => {
  const removed = new Set(['web', 'ops']);
  expect(examplesLeft('npm run fork -- --without web,format-names,ops --dry-run', removed)).toBe(
    'npm run fork -- --without format-names --dry-run',
  );
  expect(examplesLeft('`npm run fork -- --without web` and [--without PART,…]', removed)).toBe(
    '`npm run fork -- --without PARTS` and [--without PART,…]',
  );
});

it('removes the marks, and keeps what they mark', () => {
  expect(withoutMarks('file.ts', '// part: web\none();\ntwo(); // part: ops, web\n}) // a part: web page')).toBe(
    'one();\ntwo();\n}) // a part: web page',
  );
  expect(withoutMarks('page.md', 'One.\n\n<!-- part: web -->\n\nTwo.\n\n<!-- /part -->\n\nThree.')).toBe('One.\n\nTwo.\n\nThree.');
});

it('finds a partner for each mark of the project', () => {
  const project = Project.open(join(__dirname, '../../..'));
  const marked = project.texts.filter((path) => /\bpart: |<!-- \/part/.test(project.read(path)));
  expect(marked.length).toBeGreaterThan(0);
  for (const path of marked) expect(removeMarked(path, project.read(path), new Set())).toBe(project.read(path));
});
