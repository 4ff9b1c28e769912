import { runCommand } from '../cli/run-command';
import { assumptions } from './assumptions';
import { estimate } from './bill/bill';
import { durations } from './bill/durations';
import { compareIfPriced } from './containers/comparison';
import { comparisonReport } from './containers/text';
import { estimateOptions } from './options';
import { pricesOf } from './prices/regions';
import { pricesReport, report, warningOfAge } from './report/text';
import { readTemplate, synthesize } from './template/read';

/** `npm run estimate`: prints what a template costs in a month. */
runCommand(async () => {
  const { traffic, profile, region, template: file, context, json, prices, utilization } = estimateOptions(process.argv.slice(2));
  const list = pricesOf(region);
  const warning = warningOfAge(list, new Date());
  if (warning) console.error(warning);
  if (prices) {
    console.log(json ? JSON.stringify(list, undefined, 2) : pricesReport(list, new Date()));
    return 0;
  }
  const template = file === undefined ? synthesize(context) : readTemplate(file);
  const result = estimate(template, traffic, list);
  const { comparisons: containers, missing } = compareIfPriced(template, traffic, utilization, list);
  if (missing) console.error(`Containers are not compared. ${missing}`);
  if (json) {
    console.log(JSON.stringify({ pricesOf: list.date, ...result, containers, assumptions, durations }, undefined, 2));
    return 0;
  }
  const title = `${file ?? `Stage ${context.stage ?? 'sandbox'}`}, ${profile}`;
  console.log([report(result, title, list), '', ...comparisonReport(containers, utilization)].join('\n'));
  return 0;
});
