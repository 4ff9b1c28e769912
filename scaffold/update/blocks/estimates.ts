import { features } from '../../../estimate/bill/feature';
import { estimatesOf } from '../../../estimate/bill/profile-costs';
import { dollars } from '../../../estimate/report/format';
import { synthesize } from '../../../estimate/template/read';

/** What production costs at each profile, by feature, as a table. */
export default function estimates(): string {
  const all = Object.entries(estimatesOf(synthesize({ stage: 'production' })));
  const cells = (cell: (each: (typeof all)[number][1]) => string) => all.map(([, each]) => cell(each));
  const number = (value: number) => value.toLocaleString('en-US');
  const rows = [
    ['requests a day', ...cells(({ traffic }) => number(traffic.requestsPerDay))],
    ['images a day', ...cells(({ traffic }) => number(traffic.imagesPerDay))],
    ['users a month', ...cells(({ traffic }) => number(traffic.users))],
    ...features
      .filter((feature) => all.some(([, { bill }]) => bill.features[feature]))
      .map((feature) => [feature, ...cells(({ bill }) => dollars(bill.features[feature]?.usdWithoutFree ?? 0))]),
    ['**sum**', ...cells(({ bill }) => `**${dollars(bill.usdWithoutFree)}**`)],
    ['**with the free tier**', ...cells(({ bill }) => `**${dollars(bill.usd)}**`)],
  ];
  const head = [
    ['', ...all.map(([name]) => name)],
    ['---', ...all.map(() => '---:')],
  ];
  return [...head, ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
