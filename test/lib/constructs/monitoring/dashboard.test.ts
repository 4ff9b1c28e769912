import { metricNames } from '../../../../lambda/contract';
import { appName, defaultStack } from '../../../../lambda/names';
import { functionNames } from '../../../../lib/functions';
import { synthTemplate } from '../../../../lib/testing/synth';
import { idPrefixOf, readable, resourceOf, resourcesOf } from '../../../../lib/testing/template';
import { watched } from './watched';

interface Widget {
  readonly type: string;
  readonly x: number;
  readonly width: number;
  readonly properties: {
    readonly title: string;
    readonly alarms?: readonly string[];
    readonly metrics?: readonly (readonly (string | { readonly label?: string; readonly expression?: string })[])[];
  };
}

const template = synthTemplate({
  settings: {
    ...watched,
    warm: { 'get-image': { min: 1, max: 2 }, 'list-images': { min: 1, max: 2 } }, // part: warm
    accountConcurrency: 1000,
  },
});
const { properties } = resourceOf(template, 'AWS::CloudWatch::Dashboard');
const { widgets }: { widgets: Widget[] } = JSON.parse(readable(properties.DashboardBody));
const graphs = new Map(widgets.map(({ properties: { title, metrics = [] } }) => [title, metrics]));

const labelsOf = (title: string) =>
  (graphs.get(title) ?? []).map((metric) =>
    metric.map((part) => (typeof part === 'object' ? part.label : undefined)).find(Boolean),
  );

it('has no physical name', () => {
  expect(properties).not.toHaveProperty('DashboardName');
});

it('shows every alarm', () => {
  const [first] = widgets;

  expect(first?.properties.alarms).toEqual(
    resourcesOf(template, 'AWS::CloudWatch::Alarm').map(({ id }) => readable({ 'Fn::GetAtt': [id, 'Arn'] })),
  );
});

it('shows the API, the images, the functions, and the waiting work', () => {
  expect([...graphs.keys()]).toEqual([
    'Alarms',
    'Requests',
    'Latency, ms',
    'Images',
    'Images that failed, by reason',
    'From upload to READY, ms',
    'Bytes',
    'Errors',
    'Throttles',
    'Duration p99, ms',
    'Messages that wait',
    'Age of the oldest message, s',
    'Age of changes, ms',
    'Dead letters',
    'Table, units',
  ]);
});

it.each(['Errors', 'Throttles', 'Duration p99, ms'])('shows the %s of each function, by its alias', (title) => {
  expect(graphs.get(title)?.map(([, , , name, , alias]) => [name, alias])).toEqual(
    functionNames.map((name) => [`<${idPrefixOf(name)}Function>`, `<${idPrefixOf(name)}Function>:live`]),
  );
  expect(labelsOf(title)).toEqual(functionNames);
});

it('shows waiting messages and dead letters, each by its name', () => {
  // A namespace and a metric, followed by pairs of dimension names and values.
  const shown = (title: string) =>
    (graphs.get(title) ?? []).map(([, metric, ...dimensions]) => [metric, ...dimensions.filter((_, index) => index % 2 === 1)]);

  expect(shown('Messages that wait')).toContainEqual(['ApproximateNumberOfMessagesVisible', '<StorageUploadsQueue.QueueName>']);
  expect(shown('Age of the oldest message, s')).toContainEqual([
    'ApproximateAgeOfOldestMessage',
    '<StorageUploadsQueue.QueueName>',
  ]);
  const changes = ['IteratorAge', '<ServiceimagechangedFunction>', '<ServiceimagechangedFunction>:live'];
  expect(shown('Age of changes, ms')).toContainEqual(changes);
  expect(shown('Dead letters')).toEqual(
    expect.arrayContaining([
      ['ApproximateNumberOfMessagesVisible', '<StorageUploadsDeadLetters.QueueName>'],
      ['ApproximateNumberOfMessagesVisible', '<ServiceChangeTriggerDeadLetters.QueueName>'],
      ['ApproximateNumberOfMessagesVisible', '<ServiceWebhookDeadLetters.QueueName>'],
    ]),
  );
});

it('shows only the images of this deployment', () => {
  const { namespace, dimension, ready, failed } = metricNames;

  expect(graphs.get('Images')?.map((metric) => metric.slice(0, 4))).toEqual([
    [namespace, ready, dimension, defaultStack],
    [namespace, failed, dimension, defaultStack],
  ]);
  expect(graphs.get('Images that failed, by reason')).toEqual([
    [
      expect.objectContaining({
        expression: `SEARCH('{"${appName}",service,reason} MetricName="ImagesFailed" service="${defaultStack}"', 'Sum')`,
      }),
    ],
  ]);
});

it('quotes every name in a search that contains other characters than letters and digits', () => {
  const searches = [...readable(properties.DashboardBody).matchAll(/SEARCH\('((?:[^'\\]|\\.)*)'/g)].map(([, query = '']) =>
    JSON.parse(`"${query}"`),
  );

  expect(searches).not.toEqual([]);
  for (const query of searches) {
    const [, schema = '', terms] = /^\{([^}]*)\}(.*)$/.exec(query) ?? [];
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html
    expect(schema.split(',').filter((name: string) => !/^([A-Za-z0-9/]+|"[^"]+")$/.test(name))).toEqual([]);
    expect(terms).toMatch(/^( [A-Za-z]+="[^"]+")*$/);
  }
});

it('shows the dead letters of the webhook if there is one', () => {
  const { properties: without } = resourceOf(synthTemplate({ stage: 'production' }), 'AWS::CloudWatch::Dashboard');

  expect(labelsOf('Dead letters')).toEqual(expect.arrayContaining(['uploads', 'changes', 'webhook']));
  expect(readable(without.DashboardBody)).not.toContain('"webhook"');
});

it('fits on the page, and into the 500 metrics that CloudWatch shows in one graph', () => {
  expect(widgets.filter(({ x, width }) => x + width > 24 || !Number.isInteger(width))).toEqual([]);
  expect([...graphs.values()].filter((metrics) => metrics.length > 500)).toEqual([]);
});

it('does not require alarms', () => {
  const alone = resourceOf(synthTemplate({ settings: { dashboard: true } }), 'AWS::CloudWatch::Dashboard');

  expect(readable(alone.properties.DashboardBody)).not.toContain('"alarms"');
});
