import { explainAwsErrors } from '../cli/aws-fault';
import { runCommand } from '../cli/run-command';
import { adviceReport } from './advice/text';
import { type Analysis, analyze } from './analysis';
import { assumptions } from './assumptions';
import { durations } from './bill/durations';
import { sentenceOf } from './containers/sentence';
import { comparisonReport } from './containers/text';
import { measuredTemplate } from './logs/measure-stack';
import { type EstimateOptions, estimateOptions } from './options';
import type { PriceList } from './prices/price-list';
import { pricesOf } from './prices/regions';
import { measuredReport } from './report/measured';
import { billReport, pricesReport, sourcesReport, summaryReport, warningOfAge } from './report/text';
import { usersFeelReport } from './report/users-feel';
import { writeNew } from './report/write-new';
import type { Measurements } from './template/measured';
import { readTemplate, synthesize } from './template/read';
import type { Template } from './template/template';

/** `npm run estimate`: prints what a template costs in a month, what its users feel, and what would cost less. */
runCommand(async () => {
  const options = estimateOptions(process.argv.slice(2));
  const { traffic, profile, region, json, html, prices } = options;
  const list = pricesOf(region);
  const warning = warningOfAge(list, new Date());
  if (warning) console.error(warning);
  if (prices) {
    console.log(json ? JSON.stringify(list, undefined, 2) : pricesReport(list, new Date()));
    return 0;
  }
  const template = await templateOf(options);
  const analysis = analyze(template, traffic, list, options);
  const title = `${nameOf(options)}, ${profile}`;
  if (html !== undefined) {
    // Only this report has charts, whose library takes a moment to load.
    const { htmlOf } = await import('./html/page');
    writeNew(html, htmlOf(analysis, { title, template, traffic, list }), options.force);
    console.error(`Wrote ${html}.`);
  }
  console.log(json ? jsonOf(analysis, list, template.measured) : textOf(analysis, title, list, measuredReport(template)));
  return 0;
});

/** @throws UserError */
async function templateOf({ template, stack, days, context }: EstimateOptions): Promise<Template> {
  if (stack !== undefined) return explainAwsErrors(() => measuredTemplate(stack, days));
  return template === undefined ? synthesize(context) : readTemplate(template);
}

const nameOf = ({ template, stack, context }: EstimateOptions): string =>
  template ?? (stack === undefined ? `Stage ${context.stage ?? 'sandbox'}` : `Stack ${stack}`);

function jsonOf({ estimate, feel: usersFeel, ...others }: Analysis, { date }: PriceList, measured?: Measurements): string {
  const sources = { assumptions, durations, measured };
  return JSON.stringify({ pricesOf: date, ...estimate, usersFeel, ...others, ...sources }, undefined, 2);
}

function textOf(
  { estimate, feel, containers, utilization, advice }: Analysis,
  title: string,
  list: PriceList,
  measured: string,
): string {
  const sections = [
    [summaryReport(estimate, title, list), ...containers.map(sentenceOf)].join('\n'),
    billReport(estimate),
    measured,
    ...(feel ? [usersFeelReport(feel)] : []),
    comparisonReport(containers, utilization).join('\n'),
    adviceReport(advice).join('\n'),
    sourcesReport(),
  ];
  return sections.filter((section) => section !== '').join('\n\n');
}
