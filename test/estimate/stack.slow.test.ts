// npm run estimate -- --stack: a deployed stack, measured by its logs.
import { explainAwsErrors } from '../../cli/aws-fault';
import { UserError } from '../../cli/user-error';
import { estimate } from '../../estimate/bill/bill';
import { calls } from '../../estimate/bill/calls';
import { durations } from '../../estimate/bill/durations';
import { loadsOf } from '../../estimate/bill/loads';
import { measuredTemplate } from '../../estimate/logs/measure-stack';
import { estimateOptions } from '../../estimate/options';
import { pricesOf } from '../../estimate/prices/regions';
import { measuredReport } from '../../estimate/report/measured';
import { functionsIn } from '../../estimate/template/functions';
import { profiles } from '../../estimate/traffic/traffic';
import { awsEnvironment, useAws } from '../../lib/testing/stand-ins/aws-stand-in';
import { synthTemplate } from '../../lib/testing/synth';
import { Command } from '../support/local';
import { type DeployedStackStandIn, startDeployedStack } from './deployed-stack';

const stack = 'App-test';
const template = synthTemplate({ name: stack, stage: 'production' }).toJSON();

const idOf = (prefix: string) => Object.keys(template.Resources).find((id) => id.startsWith(prefix)) ?? '';
const groupOf = (name: string) => `${stack}-Service${name}Log-4rE9QkVdLr0q`;
const getImage = idOf('ServicegetimageFunction');

let aws: DeployedStackStandIn;
beforeEach(async () => {
  aws = await startDeployedStack(stack);
  aws.template = template;
  aws.names = {
    [idOf('ServicegetimageLog')]: groupOf('getimage'),
    [idOf('ServiceresizeimageLog')]: groupOf('resizeimage'),
  };
  useAws(aws);
});
afterEach(() => aws.close());

/** Lambda's line: https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html#platform-report */
function report(name: string, billedDurationMs: number, initDurationMs?: number) {
  const metrics = { durationMs: 1, billedDurationMs, memorySizeMB: 512, maxMemoryUsedMB: 84, initDurationMs };
  const line = { time: '2026-11-22T12:01:15.000Z', type: 'platform.report', record: { metrics, status: 'success' } };
  return { group: groupOf(name), text: JSON.stringify(line) };
}

const measure = (days = 7) => explainAwsErrors(() => measuredTemplate(stack, days, new Date('2026-11-29T12:00:00Z')));

describe('a deployed stack', () => {
  it('is measured by the lines of Lambda, for the last days', async () => {
    aws.lines = [report('getimage', 10), report('getimage', 20), report('getimage', 320, 290), report('getimage', 10)];
    const { measured } = await measure();

    expect(measured).toEqual({
      where: 'in the logs of App-test, last 7 days',
      functions: {
        [getImage]: {
          calls: 4,
          cold: 1,
          billed: { mean: 90, p99: 320 },
          init: { mean: 290, p99: 290 },
          memoryMb: 512,
          usedMb: 84,
        },
      },
    });
    const [query] = aws.started;
    expect(query?.endTime).toBe(Date.parse('2026-11-29T12:00:00Z') / 1000);
    expect(query?.startTime).toBe(Date.parse('2026-11-22T12:00:00Z') / 1000);
    expect(query?.logGroupNames).toEqual(expect.arrayContaining([groupOf('getimage'), groupOf('resizeimage')]));
  });

  it('costs what its logs say: whole milliseconds, and the initialization only for cold starts', async () => {
    aws.lines = [report('getimage', 10), report('getimage', 20), report('getimage', 320, 290), report('getimage', 10)];
    const measured = await measure();
    const { loads } = loadsOf(measured, profiles.growing);
    const load = loads.find(({ fn }) => fn.id === getImage);

    // (10 + 20 + 320 + 10 − 290) / 4.
    expect(load?.ms).toBe(17.5);
    const compute = (own: typeof measured) =>
      estimate(own, profiles.growing, pricesOf('us-east-1')).bill.lines.find(({ what }) => what === 'compute, arm64')?.quantity ??
      0;
    aws.lines = aws.lines.map(({ group, text }) => ({
      group,
      text: text.replace('"billedDurationMs":10,', '"billedDurationMs":20,'),
    }));
    // Two of four calls take 10 ms more: a mean of 5 ms more, of half a GB.
    expect(compute(await measure()) - compute(measured)).toBeCloseTo(((load?.perMonth ?? 0) * 5 * 0.5) / 1000, 6);
  });

  it('takes longer with less memory than it was measured with, in proportion', async () => {
    aws.lines = [report('getimage', 100)];
    const measured = await measure();
    const msWith = (MemorySize: number) => {
      const { properties } = measured.get(getImage) ?? {};
      const changed = measured.with(new Map([[getImage, { ...properties, MemorySize }]]));
      return loadsOf(changed, profiles.growing).loads.find(({ fn }) => fn.id === getImage)?.ms;
    };

    expect(msWith(512)).toBe(100);
    // The wait of 5 ms for DynamoDB stays; the CPU time doubles.
    const cpu = (durations.base.ms + durations.sdkCall.ms) / (512 / 1769);
    expect(msWith(256)).toBeCloseTo((100 * (2 * cpu + 5)) / (cpu + 5), 6);
  });

  it('is printed with its calls, and with the functions that were not called', async () => {
    aws.lines = [report('resizeimage', 400), report('resizeimage', 600, 150)];
    const lines = measuredReport(await measure(1)).split('\n');

    expect(lines[0]).toBe('# Measured on Lambda, in the logs of App-test, last day, in milliseconds');
    expect(lines[3]).toMatch(/^resize-image +2 +500 +600 +50 % +150 +150 +512 +84$/);
    expect(lines.at(-1)).toMatch(/^Not called there, so that the figures of benchmarks apply: .*\bget-image\b/);
  });

  it('may write its logs as text, into the log groups that Lambda creates', async () => {
    aws.template = { Resources: { Own: { Type: 'AWS::Lambda::Function', Properties: { MemorySize: 256 } } } };
    aws.names = { Own: 'own-4rE9QkVdLr0q' };
    // CloudWatch Logs finds these fields in a line of text: the memory is in bytes.
    const fields = { '@type': 'REPORT', '@billedDuration': 45, '@memorySize': 256_000_000, '@maxMemoryUsed': 61_000_000 };
    aws.lines = [{ group: '/aws/lambda/own-4rE9QkVdLr0q', text: JSON.stringify(fields) }];

    expect((await measure()).measured?.functions).toEqual({
      Own: { calls: 1, cold: 0, billed: { mean: 45, p99: 45 }, memoryMb: 256, usedMb: 61 },
    });
  });

  it('is asked about fifty log groups at a time', async () => {
    const ids = Array.from({ length: 51 }, (_, index) => `Fn${index}`);
    aws.template = { Resources: Object.fromEntries(ids.map((id) => [id, { Type: 'AWS::Lambda::Function' }])) };
    aws.names = Object.fromEntries(ids.map((id) => [id, id]));
    aws.lines = [{ ...report('', 30), group: '/aws/lambda/Fn50' }];

    expect(Object.keys((await measure()).measured?.functions ?? {})).toEqual(['Fn50']);
    expect(aws.started.map(({ logGroupNames }) => logGroupNames.length)).toEqual([50, 1]);
  });
});

describe('npm run estimate -- --stack', () => {
  it('prints the bill and where it is measured', async () => {
    aws.lines = [report('getimage', 12)];
    const command = Command.run('../estimate/main.ts', ['--stack', stack, '--region', 'us-east-1'], awsEnvironment(aws));

    expect(await command.ended).toBe(0);
    expect(command.stdout).toMatch(/^Stack App-test, startup: /);
    expect(command.stdout).toContain('# Measured on Lambda, in the logs of App-test, last 7 days, in milliseconds');
  });

  it.each([
    [['--stack', 'A', '-c', 'stage=production'], /--stack reads the template of the stack/],
    [['--stack', 'A', '--template', 'a.json'], /--stack reads the template of the stack/],
    [['--days', '3'], /--days is for the logs of a stack/],
    [['--stack', 'A', '--days', '0'], /Invalid value "0" for --days\. Use a whole number from 1 to 365\./],
  ])('rejects %j', (args, message) => {
    expect(() => estimateOptions(args)).toThrow(message);
  });

  it.each<[string, () => void, RegExp]>([
    ['nothing was called', () => undefined, /^Nothing is measured in the logs of App-test, last 7 days: no function was called/],
    [
      'the query fails',
      () => {
        aws.status = 'Failed';
      },
      /^CloudWatch Logs ended the query: Failed\./,
    ],
    [
      'a permission is missing',
      () => {
        const message = 'User: arn:aws:iam::111122223333:user/ada is not authorized to perform: logs:StartQuery on resource: x';
        aws.refusals.set('StartQuery', { type: 'AccessDeniedException', message });
      },
      /^The permission logs:StartQuery is missing/,
    ],
  ])('fails in one line when %s', async (_, prepare, message) => {
    prepare();
    const error = await measure().catch((failure) => failure);

    expect(error).toBeInstanceOf(UserError);
    expect(error.message).toMatch(message);
    expect(error.message).not.toContain('\n');
  });

  it('fails in one line when the stack does not exist', async () => {
    await expect(explainAwsErrors(() => measuredTemplate('App-none', 7))).rejects.toThrow(
      /^The stack "App-none" does not exist in eu-central-1\. Name another stack \(--stack NAME\)/,
    );
  });
});

it('knows every function of the application', async () => {
  aws.lines = [report('getimage', 12)];
  const names = functionsIn(await measure(), Object.keys(calls)).map(({ name }) => name);

  expect(names).toEqual(expect.arrayContaining(Object.keys(calls)));
});
