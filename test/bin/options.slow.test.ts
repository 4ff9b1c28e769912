// The commands of a stage as processes, with the CDK or in its place.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
