import type { Invariant } from './invariant';
import { numberOf, show, textOf, type Value } from './template';

/** The number of columns of a dashboard. */
const columns = 24;
const kinds = ['metric', 'text', 'log', 'alarm', 'explorer', 'custom'];

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
export const soundDashboards: Invariant = {
  name: 'sound-dashboards',
  holds: 'The body of every dashboard is valid JSON with widgets that CloudWatch supports.',
  violations: (template) =>
    template.of('AWS::CloudWatch::Dashboard').flatMap(({ id, properties }) => {
      const fault = faultOf(properties.DashboardBody);
      return fault
        ? [
            {
              id,
              value: `DashboardBody ${show(fault)}`,
              required: 'JSON with a list of widgets, each of a known type and within 24 columns',
            },
          ]
        : [];
    }),
};

function faultOf(body: Value): string | undefined {
  const text = body === undefined ? '' : textOf(body);
  try {
    const { widgets } = JSON.parse(text);
    if (!Array.isArray(widgets) || widgets.length === 0) return 'no widgets';
    const wrong = widgets.find((widget) => !isDrawn(widget));
    return wrong && JSON.stringify(wrong);
  } catch {
    return text.slice(0, 60) || 'nothing';
  }
}

function isDrawn({ type, x = 0, width = 6, properties }: Value): boolean {
  const end = (numberOf(x) ?? Number.NaN) + (numberOf(width) ?? Number.NaN);
  return kinds.includes(type) && end >= 1 && end <= columns && typeof properties === 'object';
}
