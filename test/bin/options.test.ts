import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stackPrefix } from '../../lambda/names';
import { contextInFiles } from '../../lib/settings/context-files';
import { chooseDeployment } from '../../lib/settings/deployment';
import { checkArguments, optionNames, optionsIn } from '../../lib/settings/options';
import { checkRegion } from '../../lib/settings/region';
import { scripts } from '../../package.json';

const root = join(__dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'app-options-'));
afterAll(() => rmSync(folder, { recursive: true }));

const loader = join(root, 'cli/typescript.cjs');
const node = (args: string[], env: Record<string, string> = {}, cwd = folder) =>
  spawnSync(process.execPath, args, { cwd, encoding: 'utf8', env: { ...process.env, HOME: folder, npm_config_call: '', ...env } });

describe('the app', () => {
  /** Starts the app like the CDK command line. */
  const start = (context: object, env: Record<string, string> = {}) => {
    const { status, stderr } = node(['--require', loader, join(root, 'bin/app.ts')], {
      CDK_CONTEXT_JSON: JSON.stringify(context),
      ...env,
    });
    return { status, stderr: stderr.trim() };
  };

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

  it('ignores other tools’ options in the files that the CDK reads', () => {
    writeFileSync(join(folder, 'cdk.json'), JSON.stringify({ context: { team: 'ada' } }));
    writeFileSync(join(folder, 'cdk.context.json'), JSON.stringify({ cached: 1 }));
    writeFileSync(join(folder, '.cdk.json'), JSON.stringify({ context: { mine: true } }));

    // Ends a run after the names have been checked.
    expect(start({ team: 'ada', cached: 1, mine: true, mfa: 'never' })).toEqual({
      status: 1,
      stderr: expect.stringContaining('Invalid value "never" for mfa.'),
    });
    expect(start({ team: 'ada', theirs: true })).toEqual({ status: 1, stderr: expect.stringContaining('Unknown option "theirs"') });
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

  it('rejects a region that the CDK has resolved', () => {
    expect(start({}, { CDK_DEFAULT_REGION: 'cn-north-1' })).toEqual({
      status: 1,
      stderr: expect.stringContaining('The region cn-north-1 belongs to the partition aws-cn.'),
    });
  });

  it('rejects invalid options by the CDK command line too', () => {
    const cdk = join(root, 'node_modules/aws-cdk/bin/cdk');
    const { status, stderr } = node([cdk, 'destroy', '--force', '-c', 'stge=production'], { CI: 'true' }, root);

    expect(status).toBe(1);
    expect(stderr).toContain('Unknown option "stge". Did you mean "stage"?');
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

describe.each(['deploy', 'destroy', 'synth'] as const)('npm run %s', (script) => {
  beforeAll(() => {
    const bin = join(folder, 'node_modules/aws-cdk/bin');
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(bin, 'cdk'), `process.stdout.write(JSON.stringify(process.argv.slice(2)));`);
  });

  const [, ...command] = scripts[script].replace('./cli', `${root}/cli`).replace('bin/', `${root}/bin/`).split(' ');
  const run = (options: string[], env = {}) => {
    const { status, stdout, stderr } = node([...command, ...options], env);
    return { status, stdout, stderr };
  };

  it('rejects what the CDK would ignore, before the CDK runs', () => {
    const stderr = expect.stringContaining('-c stage sets nothing. Use a name and a value: -c stage=production.');
    expect(run(['-c', 'stage'])).toEqual({ status: 2, stdout: '', stderr });
  });

  it('rejects options that npm has consumed because -- was missing', () => {
    expect(run([], { npm_config_call: 'stage=production' })).toEqual({
      status: 2,
      stdout: '',
      stderr: expect.stringContaining('npm has consumed -c stage=production. Write -- before the options'),
    });
  });

  it('accepts a command that npx runs', () => {
    expect(run([], { npm_config_call: 'npm run deploy -- -c stage=production' }).status).toBe(0);
  });

  it('passes all other arguments unchanged', () => {
    const options = [
      '-c',
      'name=App-ada',
      '-c',
      'web=off',
      '--context=@aws-cdk/core:x=a=b',
      '--require-approval',
      'never',
      '--force',
    ];
    const { status, stdout } = run(options);

    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual(expect.arrayContaining([script, ...options]));
  });
});
