import { runCommand } from '../cli/run-command';
import { adviceReport } from './advice/text';
import { type Analysis, analyze } from './analysis';
import { assumptions } from './assumptions';
import { durations } from './bill/durations';
import { comparisonReport } from './containers/text';
import { estimateOptions } from './options';
import type { PriceList } from './prices/price-list';
import { pricesOf } from './prices/regions';
import { pricesReport, report, warningOfAge } from './report/text';
import { usersFeelReport } from './report/users-feel';
import { writeNew } from './report/write-new';
import { readTemplate, synthesize } from './template/read';

/** `npm run estimate`: prints what a template costs in a month, what its users feel, and what would cost less. */
runCommand(async () => {
  const options = estimateOptions(process.argv.slice(2));
  const { traffic, profile, region, template: file, context, json, html, prices } = options;
  const list = pricesOf(region);
  const warning = warningOfAge(list, new Date());
  if (warning) console.error(warning);
  if (prices) {
    console.log(json ? JSON.stringify(list, undefined, 2) : pricesReport(list, new Date()));
    return 0;
  }
  const template = file === undefined ? synthesize(context) : readTemplate(file);
  const analysis = analyze(template, traffic, list, options);
  const title = `${file ?? `Stage ${context.stage ?? 'sandbox'}`}, ${profile}`;
  if (html !== undefined) {
    // Only the page has charts, whose library takes a moment to load.
    const { htmlOf } = await import('./html/page');
    await writeNew(html, htmlOf(analysis, { title, template, traffic, list }), options.force);
    console.error(`Wrote ${html}.`);
  }
  console.log(json ? jsonOf(analysis, list) : textOf(analysis, title, list));
  return 0;
});

function jsonOf({ estimate, feel: usersFeel, ...others }: Analysis, { date }: PriceList): string {
  return JSON.stringify({ pricesOf: date, ...estimate, usersFeel, ...others, assumptions, durations }, undefined, 2);
}

function textOf({ estimate, feel, containers, utilization, advice }: Analysis, title: string, list: PriceList): string {
  const sections = [
    report(estimate, title, list),
    ...(feel ? [usersFeelReport(feel)] : []),
    comparisonReport(containers, utilization).join('\n'),
    adviceReport(advice).join('\n'),
  ];
  return sections.filter((section) => section !== '').join('\n\n');
}
