import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nextSteps } from '../../bin/next-steps';
import { scripts } from '../../package.json';

const root = join(__dirname, '../..');
const ApiUrl = 'https://a1b2c3.execute-api.eu-central-1.amazonaws.com';

describe('npm run deploy', () => {
  const folder = mkdtempSync(join(tmpdir(), 'app-deploy-'));
  const bin = join(folder, 'node_modules/aws-cdk/bin');
  afterAll(() => rmSync(folder, { recursive: true }));

  beforeAll(() => {
    mkdirSync(bin, { recursive: true });
    // A stub of `cdk`: records its arguments, and exits as the options say.
    writeFileSync(
      join(bin, 'cdk'),
      `const { mkdirSync, writeFileSync } = require('node:fs');
      const args = process.argv.slice(2);
      const file = args[args.indexOf('--outputs-file') + 1];
      writeFileSync('asked.json', JSON.stringify(args));
      writeFileSync('environment.json', JSON.stringify(process.env));
      mkdirSync('build', { recursive: true });
      writeFileSync(file, JSON.stringify({ 'App-ada': { ApiUrl: '${ApiUrl}' } }));
      process.stderr.write('deploying\\n');
      if (args.includes('killed')) process.kill(process.pid, 'SIGKILL');
      process.exit(args.includes('failing') ? 3 : 0);`,
    );
  });

  const [, ...command] = scripts.deploy.replace('./cli', `${root}/cli`).replace('bin/', `${root}/bin/`).split(' ');
  const deploy = (...options: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [...command, ...options], { cwd: folder, encoding: 'utf8' });
    return { status, stdout, stderr, asked: JSON.parse(readFileSync(join(folder, 'asked.json'), 'utf8')) };
  };

  it('passes its options to the project’s cdk, and prints the next steps', () => {
    expect(deploy('-c', 'name=App-ada', '--require-approval', 'never')).toEqual({
      status: 0,
      asked: ['deploy', '-c', 'name=App-ada', '--require-approval', 'never', '--outputs-file', join('build', 'outputs.json')],
      stdout: nextSteps({ 'App-ada': { ApiUrl } })
        .map((line) => `${line}\n`)
        .join(''),
      stderr: expect.stringMatching(/^(Node\.js \S+ works today.*\n)?deploying\n$/),
    });
  });

  // part: estimate
  it('asks its app for the costs of a month', () => {
    deploy();

    expect(JSON.parse(readFileSync(join(folder, 'environment.json'), 'utf8'))).toMatchObject({ DEPLOY_PRINTS_COST: '1' });
  });

  it('accepts an option for the outputs file', () => {
    const { asked, stdout } = deploy('--outputs-file', 'mine.json');

    expect(asked).toEqual(['deploy', '--outputs-file', 'mine.json']);
    expect(stdout).toContain(nextSteps({ 'App-ada': { ApiUrl } })[0]);
  });

  it.each([
    ['failing', 3],
    ['killed', 137],
  ])('prints no next steps when cdk is %s, and exits with its exit code', (how, status) => {
    expect(deploy(how)).toMatchObject({ status, stdout: '' });
  });
});
