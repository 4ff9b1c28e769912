import { type Estimate, estimate } from '../../../estimate/bill/bill';
import { type Comparison, compare } from '../../../estimate/containers/comparison';
import { rounded } from '../../../estimate/containers/sentence';
import { usualUtilization } from '../../../estimate/containers/sizing';
import { pricesOf } from '../../../estimate/prices/regions';
import { dollars } from '../../../estimate/report/format';
import { synthesize } from '../../../estimate/template/read';
import { type ProfileName, profiles } from '../../../estimate/traffic/traffic';

/** The profiles that it describes, with what each stands for. */
const stories = { startup: 'A prototype', growing: 'A growing product', sustained: 'Sustained load' } as const satisfies Partial<
  Record<ProfileName, string>
>;

/** Three profiles of production in a few sentences, as a list. */
export default function profileStories(): string {
  const template = synthesize({ stage: 'production' });
  const list = pricesOf('us-east-1');
  return Object.entries(stories)
    .map(([name, title]) => {
      const traffic = profiles[name as keyof typeof stories];
      const comparisons = compare(template, traffic, usualUtilization, list);
      return `- **${title}** (\`${name}\`): ${storyOf(estimate(template, traffic, list), comparisons)}`;
    })
    .join('\n');
}

function storyOf(
  { traffic, bill, atRest, usdPerRequest = 0, usdPerImage = 0 }: Estimate,
  comparisons: readonly Comparison[],
): string {
  const number = (value: number) => value.toLocaleString('en-US');
  const [first, second] = Object.entries(bill.features).toSorted(([, one], [, other]) => other.usdWithoutFree - one.usdWithoutFree);
  const part = (each: typeof first) => (each ? `${each[0]} ${dollars(each[1].usdWithoutFree)}` : '');
  const share = (100 * atRest.usdWithoutFree) / bill.usdWithoutFree;
  return [
    `${number(traffic.requestsPerDay)} requests and ${number(traffic.imagesPerDay)} images a day cost ${dollars(bill.usd)} USD a month with the free tier and ${dollars(bill.usdWithoutFree)} without it.`,
    `The largest parts are ${part(first)} and ${part(second)}; ${share < 1 ? 'less than 1' : share.toFixed(0)} % of the bill is the stage at rest.`,
    `A thousand requests cost ${(usdPerRequest * 1_000).toFixed(4)}, resizing a thousand images ${(usdPerImage * 1_000).toFixed(4)}.`,
    ...comparisons.filter(({ of }) => of === 'both').map(containersOf),
  ].join(' ');
}

function containersOf({ usd: { Lambda = 0, Fargate, EC2 }, own, perDay }: Comparison): string {
  const costs = `Its requests and images need ${dollars(Lambda)} of functions, of Fargate ${dollars(Fargate ?? 0)}, of an EC2 instance ${dollars(EC2 ?? 0)}`;
  const from = own.Fargate?.lasting ?? own.Fargate?.from;
  if (from === undefined) return `${costs}; Fargate never costs less.`;
  const times = from / perDay;
  return times > 1
    ? `${costs}; Fargate costs less from ${rounded(from)} requests a day on, ${times.toLocaleString('en-US', { maximumSignificantDigits: 3 })} times as much traffic.`
    : `${costs}; Fargate costs less from ${rounded(from)} requests a day on.`;
}
