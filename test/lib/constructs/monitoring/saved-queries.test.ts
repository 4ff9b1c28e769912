// The saved queries, run on lines that Lambda writes about calls.

import type { FunctionName } from '../../../../lib/functions';
import { synthTemplate } from '../../../../lib/testing/synth';
import { idPrefixOf, resourcesOf, rows as tableRows } from '../../../../lib/testing/template';
import { type LogLine, runQuery } from '../../../support/logs-insights';

const template = synthTemplate({ name: 'App-test' });
const queries = new Map(
  resourcesOf(template, 'AWS::Logs::QueryDefinition').map(({ properties }) => [properties.Name.split('/')[1], properties]),
);
const run = (name: string, lines: readonly LogLine[]) => runQuery(queries.get(name)?.QueryString, lines);

/** The name that CloudFormation chooses for the log group of a function. */
function groupOf(name: FunctionName): string {
  const [log] = resourcesOf(template, 'AWS::Logs::LogGroup').filter(({ id }) => id.startsWith(`${idPrefixOf(name)}Log`));
  return `App-test-${log?.id}-4rE9QkVdLr0q`;
}

const linesOf = (name: FunctionName, ...lines: readonly object[]): LogLine[] =>
  lines.map((line) => ({ group: groupOf(name), text: JSON.stringify(line) }));

/** A line of Lambda: https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html#platform-report */
const report = (metrics: object, record: object = { status: 'success' }) => ({
  time: '2026-11-22T12:01:15.000Z',
  type: 'platform.report',
  record: {
    requestId: '6d68ca91-49c9-448d-89b8-7ca3e6dc66aa',
    metrics: { durationMs: 693.92, billedDurationMs: 694, memorySizeMB: 512, maxMemoryUsedMB: 84, ...metrics },
    ...record,
  },
});

const start = { time: '2026-11-22T12:01:14.000Z', type: 'platform.start', record: { requestId: 'a', version: '7' } };

describe("Lambda's lines", () => {
  it('name a function that Lambda ended', () => {
    const timeout = report({}, { status: 'timeout' });
    const crash = report({}, { status: 'error', errorType: 'Runtime.ExitError' });
    const lines = linesOf('resize-image', start, report({}), timeout, crash);

    expect(run('failures', lines).map(({ reason, callId }) => [reason, callId])).toEqual([
      ['timeout', '6d68ca91-49c9-448d-89b8-7ca3e6dc66aa'],
      ['Runtime.ExitError', '6d68ca91-49c9-448d-89b8-7ca3e6dc66aa'],
    ]);
  });

  it('name an error that the function did not catch', () => {
    // As Lambda's runtime for Node.js writes it in JSON.
    const line = {
      timestamp: '2026-11-22T12:01:15.000Z',
      level: 'ERROR',
      requestId: 'request-2',
      message: 'Invoke Error',
      errorType: 'RangeError',
      errorMessage: 'Too far',
    };

    expect(run('failures', linesOf('get-image', line))).toEqual([
      { '@timestamp': Date.parse(line.timestamp), reason: 'RangeError', details: 'Too far', callId: 'request-2' },
    ]);
  });

  it('order the endpoints by their slowest calls', () => {
    const lines = [
      ...linesOf('get-image', start, report({ durationMs: 10 }), report({ durationMs: 20 }), report({ durationMs: 30 })),
      ...linesOf('list-images', report({ durationMs: 400 })),
    ];

    expect(run('slow-endpoints', lines)).toEqual([
      { fn: 'listimages', calls: 1, p50: 400, p99: 400, longest: 400 },
      { fn: 'getimage', calls: 3, p50: 20, p99: 30, longest: 30 },
    ]);
  });

  it('give the share of cold starts and how long they take', () => {
    const lines = linesOf('get-image', report({ initDurationMs: 397.68 }), report({}), start, report({}), report({}));

    expect(run('cold-starts', lines)).toEqual([{ fn: 'getimage', calls: 4, cold: 1, percent: 25, p50: 397.68, p99: 397.68 }]);
  });

  it('give the billed GB-seconds, and the memory beside what is used', () => {
    // 694 ms of half a GB and 1,306 ms of the same: 2 s × 0.5 GB.
    const lines = linesOf('resize-image', report({}), report({ billedDurationMs: 1306, maxMemoryUsedMB: 301 }));

    expect(run('compute', lines)).toEqual([{ fn: 'resizeimage', calls: 2, gbSeconds: 1, memoryMb: 512, usedMb: 301 }]);
  });
});

it('are five, in the folder of the stack', () => {
  const names = [...queries.values()].map(({ Name }) => Name);

  expect(names.toSorted()).toEqual(
    ['cold-starts', 'compute', 'failures', 'resizes', 'slow-endpoints'].map((name) => `App-test/${name}`),
  );
});

it('read the logs of the functions that they are about', () => {
  const logsOf = (kept: (row: (typeof tableRows)[number]) => boolean) =>
    tableRows.filter(kept).map(({ name }) => ({ Ref: expect.stringMatching(new RegExp(`^${idPrefixOf(name)}Log`)) }));
  const groups = Object.fromEntries([...queries].map(([name, { LogGroupNames }]) => [name, LogGroupNames]));

  expect(groups).toEqual({
    'slow-endpoints': logsOf((row) => 'path' in row),
    'cold-starts': logsOf(() => true),
    failures: logsOf(() => true),
    resizes: logsOf(({ name }) => name === 'resize-image'),
    compute: logsOf(() => true),
  });
});
