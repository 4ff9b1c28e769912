import { estimate } from '../bill/bill';
import { pricesOf, regions } from '../prices/regions';
import { Template } from '../template/template';
import { type ProfileName, profiles } from '../traffic/traffic';
import { dollars, quantity } from './format';

/** Whose prices apply when the region of a deployment is not known. */
const anyRegion = 'us-east-1';

/** What a month of a stage costs, without traffic and with that of a profile: two lines, or one without prices. @param json the template */
export function costOf(json: unknown, profile: ProfileName, region = anyRegion): string[] {
  if (!regions.some((each) => each.region === region)) {
    const known = regions.map((each) => each.region).join(', ');
    return [`No prices for ${region}, so the costs of a month are unknown. In ${known}: npm run estimate -- --region ${anyRegion}`];
  }
  const list = pricesOf(region);
  const { bill, atRest, traffic } = estimate(new Template(json), profiles[profile], list);
  const { requestsPerDay, imagesPerDay } = traffic;
  return [
    `A month costs ${dollars(atRest.usd)} USD without traffic, and ${dollars(bill.usd)} with the traffic "${profile}": ` +
      `${quantity(requestsPerDay)} requests and ${quantity(imagesPerDay)} images a day (-c traffic=NAME).`,
    `Without the free tier: ${dollars(atRest.usdWithoutFree)} and ${dollars(bill.usdWithoutFree)}. List prices of ${region}, ${list.date}. ` +
      'Details: npm run estimate',
  ];
}
