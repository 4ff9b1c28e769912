// The image of the resizer on Fargate: built and pushed by the deployment, with other commands in the place of docker, aws and npx.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { parse } from 'yaml';
import { repositoryOf } from '../../lib/settings/resizer';

interface Step {
  readonly name?: string;
  readonly if?: string;
  readonly run?: string;
  readonly uses?: string;
}

const { steps }: { steps: readonly Step[] } = parse(readFileSync(join(__dirname, '../../.github/workflows/deploy.yml'), 'utf8'))
  .jobs.deploy;
const stepOf = (name: string) => steps.find((step) => step.name === name) ?? {};
const [build, synthesis, push] = [stepOf('The image of the resizer on Fargate'), stepOf('Synthesis'), stepOf('Push the image')];

const environment = {
  STAGE: 'production',
  AWS_REGION: 'eu-central-1',
  ROLE: 'arn:aws:iam::111122223333:role/github-deploy-production-DeployRole-1ABC',
  GITHUB_SHA: '0123456789abcdef0123456789abcdef01234567',
};
const repository = 'cdk-hnb659fds-container-assets-111122223333-eu-central-1';
const image = `111122223333.dkr.ecr.eu-central-1.amazonaws.com/${repository}:resizer-${environment.GITHUB_SHA}`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'app-image-'));
  for (const command of ['aws', 'docker', 'npx']) {
    // Fails for the arguments in $FAILS.
    const script = `#!/bin/sh\necho "${command} $*" >> '${folder}/commands'\ncase "$*" in \${FAILS:-none}*) exit 254 ;; esac\n`;
    writeFileSync(join(folder, command), script);
    chmodSync(join(folder, command), 0o755);
  }
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs a step's script as GitHub does. Returns the commands that it ran, and the variables that it set for later steps. */
function run(step: Step, env: Record<string, string> = {}) {
  for (const file of ['commands', 'variables']) writeFileSync(join(folder, file), '');
  const { status, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run ?? 'exit 9'], {
    env: { ...environment, GITHUB_ENV: join(folder, 'variables'), PATH: `${folder}${delimiter}/usr/bin:/bin`, ...env },
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const lines = (file: string) => readFileSync(join(folder, file), 'utf8').trim().split('\n');
  return { commands: lines('commands'), variables: lines('variables') };
}

it('is built for Fargate’s processor, with the commit as its tag, in the repository of the bootstrap', () => {
  expect(run(build)).toEqual({
    commands: [`docker buildx build --platform linux/arm64 --file serve/Dockerfile --tag ${image} --load .`],
    variables: [`IMAGE=${image}`],
  });
});

it('has a name that the setting resizer accepts', () => {
  expect(repositoryOf(image)).toEqual({ account: '111122223333', region: 'eu-central-1', name: repository });
});

it('is named in the synthesis of an environment that has the variable, and of no other one', () => {
  expect(run(synthesis, { IMAGE: image }).commands).toEqual([`npx cdk synth --quiet -c stage=production -c resizer=${image}`]);
  expect(run(synthesis).commands).toEqual(['npx cdk synth --quiet -c stage=production']);
  expect([build.if, push.if]).toEqual(["vars.RESIZER == 'fargate'", "vars.RESIZER == 'fargate'"]);
});

it('is built without credentials, and pushed before the deployment', () => {
  const credentials = steps.findIndex(({ uses = '' }) => uses.startsWith('aws-actions/configure-aws-credentials@'));
  const deployment = steps.findIndex(({ run: script = '' }) => script.startsWith('npx cdk deploy'));
  const order = [steps.indexOf(build), steps.indexOf(synthesis), credentials, steps.indexOf(push), deployment];
  expect(order).toEqual([...order].sort((a, b) => a - b));
  expect(order).not.toContain(-1);
});

const login = [
  'aws configure set profile.images.role_arn arn:aws:iam::111122223333:role/cdk-hnb659fds-image-publishing-role-111122223333-eu-central-1',
  'aws configure set profile.images.credential_source Environment',
  'aws ecr get-login-password --profile images',
  'docker login --username AWS --password-stdin 111122223333.dkr.ecr.eu-central-1.amazonaws.com',
  `aws ecr describe-images --profile images --repository-name ${repository} --image-ids imageTag=resizer-${environment.GITHUB_SHA}`,
];

it('is pushed once: the repository rejects a tag that exists', () => {
  // The two commands of a pipe start at the same time.
  const sorted = (commands: readonly string[]) => [...commands].sort();
  expect(sorted(run(push, { IMAGE: image, FAILS: 'ecr describe-images' }).commands)).toEqual(
    sorted([...login, `docker push ${image}`]),
  );
  expect(sorted(run(push, { IMAGE: image }).commands)).toEqual(sorted(login));
});
