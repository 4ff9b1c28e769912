import { type EChartsOption, init } from 'echarts';

/** The content of a chart. */
export type Chart = EChartsOption;

/** Draws a chart. Server-side rendering needs neither a browser nor a DOM. */
export function svgOf(option: Chart, size: { readonly width: number; readonly height: number }): string {
  // https://echarts.apache.org/handbook/en/how-to/cross-platform/server
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...size });
  chart.setOption({ animation: false, ...option });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}
