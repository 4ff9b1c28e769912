import { runCommand } from '../cli/run-command';
import { adviceFor } from './advice/advice';
import { adviceReport } from './advice/text';
import { assumptions } from './assumptions';
import { estimate } from './bill/bill';
import { durations } from './bill/durations';
import { compare } from './containers/comparison';
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
  const containers = compare(template, traffic, utilization, list);
  const advice = adviceFor(template, traffic, list);
  if (json) {
    console.log(JSON.stringify({ pricesOf: list.date, ...result, containers, advice, assumptions, durations }, undefined, 2));
    return 0;
  }
  const title = `${file ?? `Stage ${context.stage ?? 'sandbox'}`}, ${profile}`;
  console.log(
    [report(result, title, list), '', ...comparisonReport(containers, utilization), '', ...adviceReport(advice)].join('\n'),
  );
  return 0;
});
