import type { Comparison, Home } from '../containers/comparison';
import { homes } from '../containers/comparison';
import type { Curve } from '../containers/crossover';
import { rounded } from '../containers/sentence';
import { dollars } from '../report/format';
import { chartOf, colors, ink, line, soft } from './chart';
import { type Markup, markup } from './markup';
import { tableOf } from './table';

const variables = { Lambda: 'lambda', Fargate: 'fargate', EC2: 'ec2' } as const;

const dashes: Readonly<Record<Home, 'solid' | 'dashed' | 'dotted'>> = { Lambda: 'solid', Fargate: 'dashed', EC2: 'dotted' };

/** Powers of ten for which the table has the costs. */
const rows = [1_000, 10_000, 100_000, 1_000_000, 10_000_000];

/** The cost over the traffic: as lines with their crossovers, and as a table. */
export function crossoverChart(comparison: Comparison, title: string, curves: Readonly<Record<Home, Curve>>): Markup {
  const { unit, perDay, own, unpriced } = comparison;
  const shown = homes.filter((home) => unpriced[home] === undefined);
  const crossings = (['Fargate', 'EC2'] as const).flatMap((home) =>
    own[home] && shown.includes(home) ? [[home, own[home].from] as const] : [],
  );
  const [from, to] = spanOf(
    perDay,
    crossings.map(([, at]) => at),
  );
  const steps = Array.from({ length: 161 }, (_, index) => from * (to / from) ** (index / 160));
  const description = `${crossings.map(([home, at]) => `${home} costs less than Lambda from ${rounded(at)} ${unit}s a day on.`).join(' ') || 'The lines do not cross.'} The table has the figures.`;
  const mark = (value: number, label: string, color: string, position: 'insideEndTop' | 'insideStartTop') => ({
    xAxis: value,
    lineStyle: { color, type: 'solid' as const, width: 1 },
    label: { formatter: label, color, position, textBorderWidth: 0 },
  });
  const keys = shown.map((home) => ({ name: home, color: variables[home], line: dashes[home] }));
  const chart = chartOf({ title, description, height: 310, keys }, (width) => ({
    grid: { left: 58, right: 18, top: 28, bottom: 46 },
    xAxis: {
      type: 'log',
      min: from,
      max: to,
      name: `${unit}s a day`,
      nameLocation: 'middle',
      nameGap: 28,
      nameTextStyle: { color: soft },
      axisLabel: { color: soft, formatter: short, hideOverlap: true },
      splitLine: { lineStyle: { color: line } },
      axisLine: { lineStyle: { color: soft } },
      axisTick: { lineStyle: { color: soft } },
      splitNumber: width === 'wide' ? 8 : 4,
    },
    yAxis: {
      type: 'log',
      name: 'USD a month',
      nameTextStyle: { color: soft, align: 'left', padding: [0, 0, 0, -50] },
      axisLabel: { color: soft, formatter: short },
      splitLine: { lineStyle: { color: line } },
    },
    series: shown.map((home, index) => ({
      type: 'line' as const,
      name: home,
      showSymbol: false,
      silent: true,
      color: colors[home],
      lineStyle: { color: colors[home], type: dashes[home], width: 2.5 },
      data: steps.flatMap((units) => {
        const usd = curves[home](units);
        return usd === undefined || usd <= 0 ? [] : [[units, usd]];
      }),
      ...(index === 0 && {
        markLine: {
          silent: true,
          symbol: 'none',
          data: [
            ...crossings.map(([crossing, at]) => mark(at, `${crossing} ${short(at)}`, colors[crossing], 'insideStartTop')),
            ...(perDay > 0 ? [mark(perDay, 'you', ink, 'insideEndTop')] : []),
          ],
        },
      }),
    })),
  }));
  const figures = [...new Set([...rows, ...(perDay > 0 ? [perDay] : [])])].toSorted((one, other) => one - other);
  const table = tableOf(
    `${title}, in USD a month`,
    [`${unit}s a day`, ...shown],
    figures.map((units) => [
      units === perDay ? `${rounded(units)} (yours)` : rounded(units),
      ...shown.map((home) => {
        const usd = curves[home](units);
        return usd === undefined ? '-' : dollars(usd);
      }),
    ]),
  );
  return markup`${chart}${table}`;
}

/** From a tenth of the least traffic to ten times the most, in powers of ten. */
function spanOf(perDay: number, crossings: readonly number[]): [number, number] {
  const points = [...crossings, ...(perDay > 0 ? [perDay] : [])];
  const least = Math.min(10_000, ...points.map((point) => point / 1.5));
  const most = Math.max(1_000_000, ...points);
  return [10 ** Math.floor(Math.log10(least)), 10 ** Math.min(9, Math.ceil(Math.log10(most) + 0.5))];
}

/** `1,200,000` as `1.2M`. */
function short(value: number): string {
  return value.toLocaleString('en-US', { notation: 'compact', maximumSignificantDigits: 3 });
}
