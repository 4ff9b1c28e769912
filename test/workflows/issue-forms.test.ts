// GitHub hides a form that it cannot read, without a message.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

interface Field {
  readonly type: string;
  readonly id?: string;
  readonly attributes: { readonly label?: string; readonly options?: readonly (string | { readonly label: string })[] };
}

const folder = join(__dirname, '../../.github/ISSUE_TEMPLATE');
const forms = readdirSync(folder).filter((name) => name !== 'config.yml');

it.each(forms)('%s has what GitHub requires of a form', (name) => {
  const form: Record<string, unknown> & { body: readonly Field[] } = parse(readFileSync(join(folder, name), 'utf8'));
  expect(form).toMatchObject({ name: expect.stringMatching(/./), description: expect.stringMatching(/./) });
  const ids = form.body.map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)]);
  for (const { type, id, attributes } of form.body) {
    expect(['input', 'textarea', 'dropdown', 'checkboxes']).toContain(type);
    expect([id, attributes.label]).toEqual([expect.stringMatching(/^[\w-]+$/), expect.stringMatching(/./)]);
    if (type === 'dropdown' || type === 'checkboxes') expect(attributes.options?.length).toBeGreaterThan(0);
  }
});
