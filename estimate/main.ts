import { runCommand } from '../cli/run-command';
import { assumptions } from './assumptions';
import { estimate } from './bill/bill';
import { durations } from './bill/durations';
import { compareIfPriced } from './containers/comparison';
import { comparisonReport } from './containers/text';
import { estimateOptions } from './options';
import { pricesOf } from './prices/regions';
import { pricesReport, report, warningOfAge } from './report/text';
import { usersFeelReport } from './report/users-feel';
import { usersFeel } from './simulation/users-feel';
import { readTemplate, synthesize } from './template/read';

/** `npm run estimate`: prints what a template costs in a month, and what its users feel. */
runCommand(async () => {
  const options = estimateOptions(process.argv.slice(2));
  const { traffic, profile, region, template: file, context, json, prices, utilization } = options;
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
  const feel = usersFeel(template, traffic, options.accountConcurrency, options.seed);
  if (json) {
    console.log(
      JSON.stringify({ pricesOf: list.date, ...result, usersFeel: feel, containers, assumptions, durations }, undefined, 2),
    );
    return 0;
  }
  const title = `${file ?? `Stage ${context.stage ?? 'sandbox'}`}, ${profile}`;
  console.log(
    [
      report(result, title, list),
      ...(feel ? ['', usersFeelReport(feel)] : []),
      '',
      ...comparisonReport(containers, utilization),
    ].join('\n'),
  );
  return 0;
});
