/** Markup of a page. Everything else that is inserted into markup is text, and escaped. */
export class Markup {
  constructor(readonly source: string) {}
}

type Insert = Markup | string | number | readonly Insert[];

/** Makes markup from a template literal. */
export function markup(parts: TemplateStringsArray, ...inserts: readonly Insert[]): Markup {
  return new Markup(parts.reduce((source, part, index) => `${source}${sourceOf(inserts[index - 1] ?? '')}${part}`));
}

function sourceOf(insert: Insert): string {
  if (insert instanceof Markup) return insert.source;
  if (typeof insert === 'string') return escapeText(insert);
  return typeof insert === 'number' ? String(insert) : insert.map(sourceOf).join('');
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Escapes a string for elements and for attributes in quotation marks. Control characters, which HTML forbids, are shown as �. */
const escapeText = (text: string) =>
  text.replaceAll(/[^\P{Cc}\t\n\r]/gu, '\ufffd').replaceAll(/[&<>"']/g, (one) => entities[one] ?? one);
