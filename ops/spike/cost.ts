import { billFor } from '../../estimate/bill/bill';
import { month } from '../../estimate/bill/month';
import { usageOf } from '../../estimate/bill/usage';
import { pricesOf } from '../../estimate/prices/regions';
import type { Template } from '../../estimate/template/template';
import { profiles, type Traffic } from '../../estimate/traffic/traffic';

/** Returns what a spike costs at the prices of us-east-1, without the free tier, in USD. */
export function costOf(template: Template, atOnce: number, areUploads: boolean): number {
  const list = pricesOf('us-east-1');
  const rest: Traffic = { ...profiles.idle, keptShare: 0, keptDays: 0 };
  const busy: Traffic = { ...rest, listShare: 1, ...(areUploads ? { imagesPerDay: atOnce } : { requestsPerDay: atOnce }) };
  const usd = (traffic: Traffic) => billFor(usageOf(template, traffic).usage, list).usdWithoutFree;
  return (usd(busy) - usd(rest)) / month.days;
}
