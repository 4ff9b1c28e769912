import type { Advice, Case } from './case';

/** The stage without its dashboards. Its metrics stay. */
export function adviseOnDashboards({ template, savingOf }: Case): Advice[] {
  const dashboards = template.of('AWS::CloudWatch::Dashboard');
  if (dashboards.length === 0) return [];
  return [
    {
      text: `Leave out ${dashboards.length === 1 ? 'the dashboard' : `the ${dashboards.length} dashboards`}.`,
      drawback: 'CloudWatch still has the metrics, one by one.',
      ...savingOf(template.with(new Map(dashboards.map(({ id }) => [id, undefined])))),
    },
  ];
}
