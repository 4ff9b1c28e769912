import { type Chart, svgOf } from '../../cli/svg';
import { Markup, markup } from './markup';

/** Colors of the style sheet, by the color that stands for each while a chart is drawn. */
const variables = {
  '#000001': '--ink',
  '#000002': '--soft',
  '#000003': '--line',
  '#000004': '--lambda',
  '#000005': '--fargate',
  '#000006': '--ec2',
  '#000007': '--paper',
} as const;

/** Colors of charts. Those of the light or the dark style replace them. */
export const ink = '#000001';
export const soft = '#000002';
export const line = '#000003';
/** A name in the legend of a chart. */
export interface Key {
  readonly name: string;
  readonly color: 'lambda' | 'fargate' | 'ec2' | 'soft';
  /** How the line is drawn. @default - a bar */
  readonly line?: 'solid' | 'dashed' | 'dotted';
}

export const colors = { Lambda: '#000004', Fargate: '#000005', EC2: '#000006' } as const;

/** Widths of a chart: of wide pages, and of phones, where the text of a scaled chart would be too small. */
const widths = { wide: 760, narrow: 340 } as const;

export type Width = keyof typeof widths;

export interface ChartProps {
  readonly title: string;
  /** For those who do not see it. */
  readonly description: string;
  /** Of the drawing, in pixels. */
  readonly height: number;
  readonly keys: readonly Key[];
}

/**
 * A chart with its title and its legend. The drawing that fits the width of the window is shown.
 * @param optionOf the content of the drawing, for each width
 */
export function chartOf({ title, description, height, keys }: ChartProps, optionOf: (width: Width) => Chart): Markup {
  const drawings = (Object.keys(widths) as Width[]).map((name) => {
    const svg = svgOf({ textStyle: { fontFamily: 'inherit' }, ...optionOf(name) }, { width: widths[name], height });
    return markup`<div class="${name}" role="img" aria-label="${`${title}. ${description}`}">${new Markup(plain(svg))}</div>`;
  });
  const legend = keys.map(({ name, color, line: style = 'bar' }) => markup`<li><i class="${`${color} ${style}`}"></i>${name}</li>`);
  return markup`<figure><figcaption>${title}</figcaption><ul class="keys">${legend}</ul>${drawings}</figure>
`;
}

/** Without the styles and attributes for pointers, and with the colors of the style sheet. */
function plain(svg: string): string {
  return svg
    .replaceAll(/<style\b.*?<\/style>/gs, '')
    .replaceAll(/ (?:class|ecmeta_\w+|pointer-events)="[^"]*"/g, '')
    .replaceAll(/"(#00000\d)"/g, (match, color: keyof typeof variables) =>
      variables[color] ? `"var(${variables[color]})"` : match,
    )
    .replace('<svg ', '<svg aria-hidden="true" focusable="false" ');
}
