import { runCommand } from '../cli/run-command';
import { assumptions } from './assumptions';
import { estimate } from './bill/bill';
import { durations } from './bill/durations';
import { estimateOptions } from './options';
import { pricesOf } from './prices/regions';
import { pricesReport, report, warningOfAge } from './report/text';
import { readTemplate, synthesize } from './template/read';

/** `npm run estimate`: prints what a template costs in a month. */
runCommand(async () => {
  const { traffic, profile, region, template: file, context, json, prices } = estimateOptions(process.argv.slice(2));
  const list = pricesOf(region);
  const warning = warningOfAge(list, new Date());
  if (warning) console.error(warning);
  if (prices) {
    console.log(json ? JSON.stringify(list, undefined, 2) : pricesReport(list, new Date()));
    return 0;
  }
  const result = estimate(file === undefined ? synthesize(context) : readTemplate(file), traffic, list);
  const title = `${file ?? `Stage ${context.stage ?? 'sandbox'}`}, ${profile}`;
  console.log(
    json ? JSON.stringify({ pricesOf: list.date, ...result, assumptions, durations }, undefined, 2) : report(result, title, list),
  );
  return 0;
});
