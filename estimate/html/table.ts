import { type Markup, markup } from './markup';

type Cell = string | Markup;

/** A table with a caption. It scrolls by itself in a narrow window; the keyboard reaches it. */
export function tableOf(caption: string, head: readonly string[], rows: readonly (readonly Cell[])[]): Markup {
  const numeric = head.map((_, column) => rows.length > 0 && rows.every((row) => isNumber(row[column] ?? '')));
  const align = (column: number) => (numeric[column] ? 'number' : 'text');
  return markup`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table class="${numeric.filter((is) => !is).length > 2 ? 'many' : 'few'}"><caption>${caption}</caption>
<thead><tr>${head.map((text, column) => markup`<th scope="col" class="${align(column)}">${text}</th>`)}</tr></thead>
<tbody>${rows.map((row) => rowOf(row, align))}</tbody></table></div>
`;
}

function rowOf([first = '', ...others]: readonly Cell[], align: (column: number) => string): Markup {
  const cells = others.map((cell, index) => markup`<td class="${align(index + 1)}">${cell}</td>`);
  return markup`<tr><th scope="row" class="${align(0)}">${first}</th>${cells}</tr>
`;
}

const isNumber = (cell: Cell) => typeof cell === 'string' && /^<?[\d.,]*( %| ms| USD)?$|^-$/.test(cell);
