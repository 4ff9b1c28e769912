import type { Advice } from '../advice/case';
import type { MemoryPoint } from '../advice/memory';
import { type AssumptionName, assumptions } from '../assumptions';
import type { Bill, Estimate } from '../bill/bill';
import { durations } from '../bill/durations';
import type { Comparison } from '../containers/comparison';
import { curvesOf, homes } from '../containers/comparison';
import { crossoverText, sentenceOf } from '../containers/sentence';
import { tasksOf } from '../containers/work';
import type { PriceList } from '../prices/price-list';
import type { PriceName } from '../prices/regions';
import { dollars, quantity } from '../report/format';
import { usersFeelParts } from '../report/users-feel';
import type { UsersFeel } from '../simulation/users-feel';
import type { Template } from '../template/template';
import type { Traffic } from '../traffic/traffic';
import { barsOf } from './bars';
import { crossoverChart } from './crossover-chart';
import { type Markup, markup } from './markup';
import { tableOf } from './table';

/** The bill by feature, by service, and by price. */
export function billSection({ bill, notPriced, notes }: Estimate): Markup {
  const unpriced = Object.entries(notPriced).map(([type, count]) => [type, String(count)]);
  return markup`<h2>The bill of a month</h2>
${barsOf('The bill by feature', 'feature', bill.features)}
${barsOf('The bill by service', 'service', bill.services)}
<details><summary>Every price of the bill</summary>${linesOf('Prices, quantities and sums of a month', bill)}</details>
${unpriced.length > 0 ? tableOf('Not priced: these types may cost something', ['type', 'resources'], unpriced) : ''}
${notes.length > 0 ? markup`<ul>${notes.map((note) => markup`<li>${note}</li>`)}</ul>` : ''}
`;
}

/** What the stage costs without traffic. */
export function atRestSection({ atRest }: Estimate): Markup {
  return markup`<h2>At rest</h2>
<p>Without traffic a month costs ${dollars(atRest.usd)} USD with the free tier, and ${dollars(atRest.usdWithoutFree)} USD without it.</p>
${linesOf('What a month without traffic consists of', atRest)}`;
}

function linesOf(caption: string, { lines }: Bill): Markup {
  return tableOf(
    caption,
    ['service', 'what', 'quantity', 'unit', 'with the free tier', 'without it'],
    lines
      .toSorted((one, other) => other.usdWithoutFree - one.usdWithoutFree)
      .map(({ service, what, quantity: units, unit, usd, usdWithoutFree }) => [
        service,
        what,
        quantity(units),
        unit,
        dollars(usd),
        dollars(usdWithoutFree),
      ]),
  );
}

/** What the simulation of the traffic says. */
export function feelSection(feel: UsersFeel): Markup {
  const { intro, head, rows, notes } = usersFeelParts(feel);
  return markup`<h2>What users feel</h2>
<p>${intro}</p>
${tableOf('Routes under this traffic', head, rows)}
<ul>${notes.map((note) => markup`<li>${note}</li>`)}</ul>
`;
}

const titles = { API: 'The API', resizer: 'The resizer', both: 'Both together' } as const;

/** Functions against containers: costs, crossovers, and the cost over the traffic. */
export function containersSection(
  comparisons: readonly Comparison[],
  utilization: number,
  template: Template,
  traffic: Traffic,
  list: PriceList<PriceName>,
): Markup {
  const tasks = tasksOf(template, traffic);
  const sizing = { shape: traffic.shape, utilization };
  const ofOne = ({ of }: Comparison) => (of === 'both' ? tasks : tasks.filter(({ work }) => work.name === of));
  const costs = comparisons.flatMap(({ of, usd, what, unpriced }) =>
    homes.map((home) => [titles[of], home, usd[home] === undefined ? '-' : dollars(usd[home]), what[home] ?? unpriced[home] ?? '']),
  );
  const crossovers = comparisons.flatMap((comparison) =>
    comparison.crossovers.map((each) => [
      titles[comparison.of],
      each.shape,
      crossoverText(comparison, each, 'Fargate'),
      crossoverText(comparison, each, 'EC2'),
    ]),
  );
  return markup`<h2>Functions or containers</h2>
<p>The same work as functions and as containers, without the free tier and without what both need: storage, calls of other services, data out.
Containers are sized for ${Math.round(utilization * 100)} % of their vCPUs in the busiest hour.</p>
<ul>${comparisons.map((comparison) => markup`<li>${sentenceOf(comparison)}</li>`)}</ul>
${tableOf('The cost at your traffic, in USD a month', ['work', 'home', 'USD', 'what runs'], costs)}
${tableOf('Where containers cost less than functions', ['work', 'shape of the traffic', 'Fargate', 'EC2'], crossovers)}
${comparisons.map((comparison) => crossoverChart(comparison, `${titles[comparison.of]}: cost over traffic`, curvesOf(ofOne(comparison), sizing, list)))}
`;
}

/** What saves money, and what each size of the resizer's memory would save. */
export function adviceSection(advice: readonly Advice[], resizerMemory: readonly MemoryPoint[]): Markup {
  const rows = advice.map(({ text, drawback, usd, usdWithoutFree }) => [
    `${text} ${drawback}`,
    dollars(usd),
    dollars(usdWithoutFree),
  ]);
  const sizes = resizerMemory.map(({ memoryMb, ms, usdWithoutFree }) => [
    String(memoryMb),
    ms.toFixed(0),
    (-usdWithoutFree).toFixed(2).replace(/^(-?)(0\.00)$/, '$2'),
  ]);
  return markup`<h2>Advice</h2>
${
  advice.length === 0
    ? markup`<p>No change saves money at this traffic.</p>`
    : markup`<p>Changes that save money at this traffic, each for itself.</p>
${tableOf('What each change saves, in USD a month', ['change', 'with the free tier', 'without it'], rows)}`
}
${sizes.length > 0 ? tableOf('The memory of the resizer', ['MB', 'ms for an image', 'USD a month more, without the free tier'], sizes) : ''}
`;
}

/** Everything that the figures depend on. */
export function sourcesSection(traffic: Traffic, list: PriceList<PriceName>, onLambda: string): Markup {
  const { shape, ...figures } = traffic;
  const given = [
    ...Object.entries(figures).map(([name, value]) => [name, quantity(value)]),
    ['shape', shape.name],
    ['peakFactor', quantity(shape.peakFactor)],
    ['atOnce', quantity(shape.atOnce)],
  ];
  const assumed = (Object.keys(assumptions) as AssumptionName[]).map((name) => [
    String(assumptions[name].value),
    assumptions[name].text,
  ]);
  const measured = Object.entries(durations).map(([name, { ms, where }]) => [name, String(ms), where]);
  const prices = Object.values(list.prices).map(({ service, what, unit, tiers, source, seen }) => [
    service,
    what,
    tiers.map(({ usd }) => Number(usd.toPrecision(6)).toString()).join(', then ') || 'not found',
    unit,
    markup`<a href="${source}">${source.replace('https://', '')}</a>`,
    tiers.length === 0 ? '' : (seen ?? 'not confirmed'),
  ]);
  return markup`<h2>What the figures depend on</h2>
${tableOf('Traffic', ['figure', 'value'], given)}
${tableOf('Assumed', ['value', 'of what'], assumed)}
${tableOf('Measured, in milliseconds of CPU time', ['what', 'ms', 'where'], measured)}
${onLambda === '' ? '' : markup`<pre class="scroll" tabindex="0">${onLambda}</pre>`}
<p>List prices of ${list.region}, last compared with those of AWS on ${list.date}, in USD without tax.</p>
<details><summary>Prices</summary>${tableOf('Prices in USD', ['service', 'what', 'USD', 'for a', 'source', 'seen'], prices)}</details>
`;
}
