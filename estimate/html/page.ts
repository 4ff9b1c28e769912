import type { Analysis } from '../analysis';
import type { PriceList } from '../prices/price-list';
import type { PriceName } from '../prices/regions';
import { dollars, quantity } from '../report/format';
import { measuredReport } from '../report/measured';
import type { Template } from '../template/template';
import type { Traffic } from '../traffic/traffic';
import { Markup, markup } from './markup';
import { adviceSection, atRestSection, billSection, containersSection, feelSection, sourcesSection } from './sections';
import { style } from './style';

export interface PageProps {
  /** What the template is, and the traffic: `Stage production, growing`. */
  readonly title: string;
  readonly template: Template;
  readonly traffic: Traffic;
  readonly list: PriceList<PriceName>;
}

/** The analysis as one file of HTML, which needs no network: charts are SVG, and nothing is a script. */
export function htmlOf({ estimate, feel, containers, utilization, advice, resizerMemory }: Analysis, props: PageProps): string {
  const { title, template, traffic, list } = props;
  const { bill, atRest } = estimate;
  const figure = (name: string, usd: number) => markup`<div><dt>${name}</dt><dd>${dollars(usd)} USD</dd></div>`;
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}: estimate</title>
<style>${new Markup(style)}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p class="lead">${quantity(traffic.requestsPerDay)} requests and ${quantity(traffic.imagesPerDay)} images a day, ${quantity(traffic.users)} users. List prices of
${list.region}, <span class="nowrap">${list.date}</span>, a month without tax.</p>
<dl class="figures">
${figure('with the free tier', bill.usd)}
${figure('without the free tier', bill.usdWithoutFree)}
${figure('at rest, without the free tier', atRest.usdWithoutFree)}
</dl>
${billSection(estimate)}
${feel ? feelSection(feel) : ''}
${containers.length > 0 ? containersSection(containers, utilization, template, traffic, list) : ''}
${adviceSection(advice, resizerMemory)}
${atRestSection(estimate)}
${sourcesSection(traffic, list, measuredReport(template))}
</main>
</body>
</html>
`;
  return page.source;
}
