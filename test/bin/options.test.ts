import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stackPrefix } from '../../lambda/names';
import { contextInFiles } from '../../lib/settings/context-files';
import { chooseDeployment } from '../../lib/settings/deployment';
import { checkArguments, optionNames, optionsIn } from '../../lib/settings/options';
import { checkRegion } from '../../lib/settings/region';

const folder = mkdtempSync(join(tmpdir(), 'app-options-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the app', () => {
  /** Returns the error for a context before anything is built. In this process, which is a hundred times faster. */
  const refusal = (context: Record<string, unknown>): string | undefined => {
    try {
      chooseDeployment(optionsIn(context, contextInFiles(folder)));
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  };

  it.each([
    ['stge', 'production', 'Did you mean "stage"?'],
    ['Stage', 'production', 'Did you mean "stage"?'],
    ['alarmemail', 'you@example.com', 'Did you mean "alarmEmail"?'], // part: monitoring
    ['allowedOrigin', 'https://app.example.com', 'Did you mean "allowedOrigins"?'],
    ['nmae', 'App-ada', 'Did you mean "name"?'],
  ])('rejects the unknown option %s, and suggests the nearest one', (name, value, question) => {
    expect(refusal({ [name]: value })).toContain(`Unknown option "${name}". ${question} Use one of: ${optionNames.join(', ')}`);
  });

  it('suggests nothing when no name is similar', () => {
    expect(refusal({ region: 'eu-central-1' })).toMatch(/^Unknown option "region"\. Use one of: /);
  });

  it.each([
    ['stage', ''],
    ['name', ' '],
    ['mfa', ''],
  ])('rejects the option %s with the value %j', (name, value) => {
    expect(refusal({ [name]: value })).toContain(`The option ${name} has no value. Use -c ${name}=`);
  });

  it('rejects a value that is not a string, which cdk.json can contain', () => {
    expect(refusal({ allowedOrigins: ['https://app.example.com'] })).toContain(
      'The option allowedOrigins is ["https://app.example.com"], which is not a string.',
    );
  });

  it.each([
    'aws:cdk:enable-path-metadata',
    'aws-cdk:enableDiffNoFail',
    '@aws-cdk/core:bootstrapQualifier',
    'cdk-nag:verbose',
    'availability-zones:account=111122223333:region=eu-central-1',
    'hosted-zone:account=111122223333:domainName=example.com:region=eu-central-1',
  ])('ignores the CDK’s own option %s', (name) => {
    expect(refusal({ [name]: 'true' })).toBeUndefined();
  });

  it.each([
    ['cn-north-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
    ['us-iso-east-1', 'aws-iso'],
    ['eusc-de-east-1', 'aws-eusc'],
  ])('rejects the region %s', (region, partition) => {
    expect(() => checkRegion(region)).toThrow(
      `The region ${region} belongs to the partition ${partition}. This application supports only the partition aws`,
    );
  });
});

describe('the arguments of the CDK', () => {
  it.each<[string[], string]>([
    [['-c', 'stage'], '-c stage sets nothing. Use a name and a value: -c stage=production.'],
    [['--context', 'prod'], '-c prod sets nothing. Use a name and a value: -c stage=production.'],
    [['-c', 'stage=', '-c', 'name=A'], 'The option stage has no value.'],
    [['-c', 'stage=sandbox', '--context=stage=production'], '-c stage= is given twice. Remove one of them.'],
    [['-c', 'team=a', '-c=team=b'], '-c team= is given twice.'],
    [['-cstage=production'], 'The CDK does not support -cstage=production. Add a space: -c stage=production.'],
    [['--stage=production'], 'The CDK has no option --stage and would ignore it. Use -c stage=production.'],
    [['--name', 'App-ada'], `The CDK has no option --name and would ignore it. Use -c name=${stackPrefix}-ada.`],
  ])('are rejected when the CDK would ignore them: %j', (options, message) => {
    expect(() => checkArguments(options)).toThrow(message);
  });
});
