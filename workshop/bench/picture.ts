import { type Chart, svgOf } from '../../cli/svg';
import type { Result } from './result';
import { targets } from './targets';

/** End of the axis. Rows with a larger ratio would make the others too short to compare. */
const largest = 2;

/** Units of rows that do not measure time. */
const sizeUnits = ['bytes', 'SSIM', 'KB', 'MB'];

const rowHeight = 22;
const width = 900;
const colors = { met: '#2e7d32', missed: '#c62828', none: '#78909c', target: '#212121' };

/** An SVG with a bar for the ratio of each row, and a mark at its target. */
export function pictureOf(results: readonly Result[]): string {
  const rows = results.filter(({ name, unit, ratio }) => ratio <= largest && !sizeUnits.includes(unit) && isRatio(name));
  // The first row is at the top.
  const shown = rows.toReversed();
  const height = shown.length * rowHeight + 90;
  const option = {
    backgroundColor: '#ffffff',
    title: {
      text: 'Ratio to the baseline: shorter is better, the line is the target',
      left: 'center',
      textStyle: { fontSize: 15 },
    },
    grid: { left: 290, right: 60, top: 45, bottom: 35 },
    xAxis: { type: 'value', min: 0, max: largest, interval: 0.25 },
    yAxis: { type: 'category', data: shown.map(({ name }) => name), axisTick: { show: false } },
    series: [
      {
        type: 'bar',
        silent: true,
        barWidth: 12,
        label: {
          show: true,
          position: 'insideLeft',
          color: '#ffffff',
          formatter: ({ value }: { value?: unknown }) => Number(value).toFixed(2),
        },
        data: shown.map(({ ratio, met }) => ({ value: ratio, itemStyle: { color: colorOf(met) } })),
      },
      {
        type: 'scatter',
        silent: true,
        symbol: 'rect',
        symbolSize: [3, 18],
        itemStyle: { color: colors.target },
        data: shown.flatMap(({ name, target }) => (target === null ? [] : [[target, name]])),
      },
    ],
  } satisfies Chart;
  return `${svgOf(option, { width, height })}\n`;
}

/** Whether the target of a row, if it has one, limits its ratio. */
const isRatio = (name: string) => targets[name]?.of === undefined;

const colorOf = (met: boolean | null) => (met === null ? colors.none : met ? colors.met : colors.missed);
