import { dollars } from '../report/format';
import { chartOf, colors, ink, line, soft } from './chart';
import { type Markup, markup } from './markup';
import { tableOf } from './table';

interface Sum {
  readonly usd: number;
  readonly usdWithoutFree: number;
}

/** What parts of a bill cost, the most expensive first: as bars, and as a table. */
export function barsOf(title: string, what: string, sums: Readonly<Record<string, Sum | undefined>>): Markup {
  const parts = Object.entries(sums)
    .flatMap(([name, sum]) => (sum && sum.usdWithoutFree > 0 ? [{ name, ...sum }] : []))
    .toSorted((one, other) => other.usdWithoutFree - one.usdWithoutFree);
  if (parts.length === 0) return markup`<p>Nothing costs anything.</p>`;
  const [first] = parts;
  const description = `The most expensive is ${first?.name}, ${dollars(first?.usdWithoutFree ?? 0)} USD a month without the free tier.`;
  // The first row is at the top.
  const shown = parts.toReversed();
  const bars = (name: string, color: string, opacity: number, figure: (sum: Sum) => number) => ({
    type: 'bar' as const,
    name,
    barWidth: 9,
    barGap: '15%',
    itemStyle: { color, opacity },
    data: shown.map(figure),
    ...(opacity === 1 && {
      label: {
        show: true,
        position: 'right' as const,
        color: ink,
        formatter: ({ value }: { value?: unknown }) => dollars(Number(value)),
      },
    }),
  });
  const keys = [
    { name: 'without the free tier', color: 'lambda' },
    { name: 'with the free tier', color: 'soft' },
  ] as const;
  const chart = chartOf({ title, description, height: shown.length * 34 + 32, keys }, (width) => ({
    grid: { left: width === 'wide' ? 160 : 118, right: 56, top: 4, bottom: 24 },
    xAxis: {
      type: 'value',
      axisLabel: { color: soft },
      splitLine: { lineStyle: { color: line } },
      splitNumber: width === 'wide' ? 5 : 3,
    },
    yAxis: {
      type: 'category',
      data: shown.map(({ name }) => name),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: soft } },
      axisLabel: { color: ink, width: width === 'wide' ? 150 : 108, overflow: 'break' },
    },
    series: [
      bars('without the free tier', colors.Lambda, 1, ({ usdWithoutFree }) => usdWithoutFree),
      bars('with the free tier', soft, 0.6, ({ usd }) => usd),
    ],
  }));
  const rows = parts.map(({ name, usd, usdWithoutFree }) => [name, dollars(usd), dollars(usdWithoutFree)]);
  const caption = `${title}, in USD a month`;
  return markup`${chart}${tableOf(caption, [what, 'with the free tier', 'without it'], rows)}`;
}
