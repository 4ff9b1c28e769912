// Checks that actionlint does not make: pinned actions, permissions, and references to existing scripts.
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { stackPrefix } from '../lambda/names';
import { shiftMinutes } from '../lib/settings/canary'; // part: canary
import { itNeeds } from './support/needs';

const root = join(__dirname, '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

interface Step {
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
  env?: Record<string, string>;
}

interface Job {
  readonly permissions?: Record<string, string>;
  readonly environment?: string;
  readonly 'timeout-minutes'?: number;
  readonly strategy?: { readonly matrix: Record<string, string[]> };
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly on: Record<string, { inputs?: { stage: { options: string[] } } } | null>;
  readonly permissions?: Record<string, string>;
  readonly concurrency?: { readonly 'cancel-in-progress': boolean | string };
  readonly defaults?: { readonly run: { readonly shell: string } };
  readonly jobs: Record<string, Job>;
}

const workflowFiles = readdirSync(join(root, '.github/workflows')).map((name) => `.github/workflows/${name}`);
const files = [...workflowFiles, '.github/actions/setup/action.yml'];
const workflow = (name: string): Workflow => parse(read(`.github/workflows/${name}.yml`));
const ci = workflow('ci');
const deploy = workflow('deploy');

describe.each(files)('%s', (file) => {
  const text = read(file);

  it('pins every third-party action by commit, with its version in a comment', () => {
    const uses = text.split('\n').filter((line) => /\buses:/.test(line) && !line.includes('uses: ./'));
    expect(uses.length).toBeGreaterThan(0);
    expect(uses.filter((line) => !/uses: [\w-]+\/[\w-]+(\/[\w-]+)*@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
  });

  it('uses no secrets: its credentials are temporary', () => {
    expect(text).not.toMatch(/secrets\.|AWS_ACCESS_KEY|AWS_SECRET/);
  });

  it('puts no input into a script, where it would be executed', () => {
    const { jobs, runs }: { jobs?: Record<string, Job>; runs?: Job } = parse(text);
    const scripts = Object.values(jobs ?? { runs })
      .flatMap((job) => job?.steps ?? [])
      .map(({ run = '' }) => run);
    expect(scripts.filter((script) => script.includes('${{'))).toEqual([]);
  });

  it('references only existing scripts and commands', () => {
    const scripts = JSON.parse(read('package.json')).scripts;
    const named = [...text.matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map(([, name]) => name ?? '');
    const commands = [...text.matchAll(/\.ci\/[\w-]+/g)].map(([path]) => path);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
    expect(commands.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});

const isCheckout = ({ uses }: Step) => uses?.startsWith('actions/checkout@') ?? false;
const runsNoCodeOfTheRepository = ({ steps }: Job) => !steps.some((step) => isCheckout(step) || step.uses?.startsWith('./'));

/** What makes it safe that a job may write, by the permission. */
const guards: Readonly<Record<string, (job: Job) => boolean>> = {
  'id-token': ({ environment }) => environment !== undefined,
  'pull-requests': runsNoCodeOfTheRepository,
  contents: runsNoCodeOfTheRepository,
  // It reads the code and does not run it.
  'security-events': ({ steps }) => steps.every((step) => isCheckout(step) || step.uses?.startsWith('github/codeql-action/')),
};

describe.each(workflowFiles)('%s', (file) => {
  const { permissions, concurrency, defaults, jobs }: Workflow = parse(read(file));

  it('may only read the repository, except jobs whose every write is guarded', () => {
    expect(permissions).toEqual({ contents: 'read' });
    for (const job of Object.values(jobs)) {
      const writes = Object.entries(job.permissions ?? {}).filter(([, access]) => access === 'write');
      expect(writes.length).toBeLessThanOrEqual(1);
      for (const [permission] of writes) expect([permission, guards[permission]?.(job)]).toEqual([permission, true]);
      // An environment is for a role, which trusts the identity token of that environment.
      expect(job.environment === undefined).toBe(job.permissions?.['id-token'] === undefined);
    }
  });

  it('leaves no token in the checkout', () => {
    const checkouts = Object.values(jobs).flatMap(({ steps }) => steps.filter(isCheckout));
    expect(checkouts.length).toBeGreaterThan(0);
    expect(checkouts.filter((step) => step.with?.['persist-credentials'] !== false)).toEqual([]);
  });

  it('fetches the tags in jobs that compare with the last release', () => {
    const compares = Object.values(jobs).filter(({ steps }) => steps.some(({ run = '' }) => run.includes('diff:baseline')));
    const checkouts = compares.flatMap(({ steps }) => steps.filter(({ uses }) => uses?.startsWith('actions/checkout@')));
    expect(checkouts.map((step) => step.with?.['fetch-depth'])).toEqual(compares.map(() => 0));
  });

  it('has a timeout for every job, and limits concurrent runs', () => {
    expect(Object.values(jobs).filter((job) => !((job['timeout-minutes'] ?? Infinity) <= 60))).toEqual([]);
    expect(concurrency).toBeDefined();
  });

  it('fails when a command before a pipe fails', () => {
    expect(defaults?.run.shell).toBe('bash');
  });
});

describe('CI', () => {
  it('tests on the oldest supported Node.js, and on the version used for development', () => {
    const versions = ci.jobs.test?.strategy?.matrix['node-version'] ?? [];
    const oldest = JSON.parse(read('package.json')).engines.node.replace('>=', '');
    expect(versions).toContain(oldest);
    expect(versions).toContain(read('.nvmrc').trim());
  });
});

describe('deployment', () => {
  const { 'timeout-minutes': minutes = 0, steps = [] } = deploy.jobs.deploy ?? {};

  it('ends before the credentials of its role expire, which are not renewed', () => {
    const [, lent] = /MaxSessionDuration: (\d+)/.exec(read('.github/roles/deploy-role.template.yaml')) ?? ['', '3600'];
    expect(minutes).toBeGreaterThan(0);
    expect(minutes).toBeLessThanOrEqual(Number(lent) / 60);
  });

  // part: canary
  it('has enough time for the slowest canary, and for the steps before and after it', () => {
    expect(Math.max(...Object.values(shiftMinutes)) + 25).toBeLessThanOrEqual(minutes);
  });

  it('uses the same region as the commands: AWS_REGION takes precedence over the profile', () => {
    const [, expression = ''] = /gh variable set AWS_REGION .* --body "(.*)"$/m.exec(read('docs/deploy.md')) ?? [];
    const region = (env: Record<string, string>) =>
      execFileSync('bash', ['--norc', '-c', `aws() { echo from-profile; }; printf %s "${expression}"`], {
        env: { PATH: '/usr/bin:/bin', ...env },
        encoding: 'utf8',
      });

    expect(region({ AWS_REGION: 'eu-central-1' })).toBe('eu-central-1');
    expect(region({})).toBe('from-profile');
  });

  it('resolves the region before the synthesis, so that an unsupported one is rejected', () => {
    const synth = steps.find(({ run }) => run?.includes('npx cdk synth'));

    // biome-ignore lint/suspicious/noTemplateCurlyInString: GitHub replaces it.
    expect(synth?.env).toEqual({ AWS_REGION: '${{ vars.AWS_REGION }}' });
  });

  // part: web
  itNeeds(
    'curl',
    'jq',
    'openssl',
  )('requests the page from CloudFront’s address before DNS points to it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'app-answers-'));
    const at = (name: string) => join(folder, name);
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', '/CN=photos.example.com'],
        ...['-addext', 'subjectAltName=DNS:photos.example.com,DNS:localhost', '-keyout', at('key.pem'), '-out', at('cert.pem')],
      ],
      { stdio: 'ignore' },
    );
    const asked: string[] = [];
    const server = createServer({ key: readFileSync(at('key.pem')), cert: readFileSync(at('cert.pem')) }, (request, response) => {
      asked.push(`${(request.socket as TLSSocket & { servername?: string }).servername} ${request.url}`);
      response.end('{}');
    });
    await new Promise<void>((resolve) => server.listen(0, resolve));
    const { port } = server.address() as AddressInfo;
    const answers = async (outputs: object) => {
      asked.length = 0;
      writeFileSync(at('outputs.json'), JSON.stringify({ [`${stackPrefix}-production`]: outputs }));
      const script = steps.find(({ run }) => run?.includes('outputs.json)') || run?.includes('outputs.json;'))?.run ?? 'exit 9';
      await promisify(execFile)('bash', ['--norc', '-e', '-c', script], {
        cwd: folder,
        env: { ...process.env, CURL_CA_BUNDLE: at('cert.pem') },
      });
      return [...asked];
    };
    const ApiUrl = `https://localhost:${port}`;
    const page = { PageUrl: `https://photos.example.com:${port}/`, PageTarget: 'localhost' };
    try {
      expect(await answers({ ApiUrl, ...page })).toEqual([
        'localhost /health',
        'photos.example.com /',
        'photos.example.com /config.json',
        'photos.example.com /api/health',
      ]);
      // The API responds only at the page's address.
      expect(await answers({ ApiUrl: `${page.PageUrl}api`, ...page })).toContain('photos.example.com /api/health');
      expect(await answers({ ApiUrl, PageUrl: `https://localhost:${port}/` })).toHaveLength(4);
      expect(await answers({ ApiUrl })).toEqual(['localhost /health']);
    } finally {
      server.close();
      rmSync(folder, { recursive: true });
    }
  });

  it('is started manually, only for existing stages, and is never canceled', () => {
    expect(Object.keys(deploy.on)).toEqual(['workflow_dispatch']);
    const stages = [...read('lib/settings/stages.ts').matchAll(/^ {2}(\w+): \{/gm)].map(([, name]) => name);
    expect(deploy.on.workflow_dispatch?.inputs?.stage.options).toEqual(stages);
    expect(deploy.concurrency?.['cancel-in-progress']).toBe(false);
  });

  it('builds before it has credentials', () => {
    const steps = deploy.jobs.deploy?.steps ?? [];
    const lent = steps.findIndex(({ uses }) => uses?.startsWith('aws-actions/configure-aws-credentials@'));
    const built = steps.findIndex(({ run }) => run?.includes('npx cdk synth'));
    expect(built).toBeGreaterThan(0);
    expect(built).toBeLessThan(lent);
    expect(steps.slice(lent + 1).filter(({ run }) => /npm|cdk (?!deploy --app cdk\.out )/.test(run ?? ''))).toEqual([]);
  });

  it('uses a role that trusts one environment only, and that may only assume the roles of the bootstrap stack', () => {
    const { DeployRole } = parse(read('.github/roles/deploy-role.template.yaml')).Resources;
    const { AssumeRolePolicyDocument, Policies, ManagedPolicyArns } = DeployRole.Properties;
    expect(AssumeRolePolicyDocument.Statement).toHaveLength(1);
    expect(AssumeRolePolicyDocument.Statement[0].Condition).toEqual({
      StringEquals: {
        'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation replaces them.
        'token.actions.githubusercontent.com:sub': { 'Fn::Sub': 'repo:${Repository}:environment:${Environment}' },
      },
    });
    expect(ManagedPolicyArns).toBeUndefined();
    const statements = Policies.flatMap(
      ({ PolicyDocument }: { PolicyDocument: { Statement: object[] } }) => PolicyDocument.Statement,
    );
    expect(statements).toEqual([expect.objectContaining({ Effect: 'Allow', Action: 'sts:AssumeRole' })]);
    const roles = [
      'deploy',
      'file-publishing',
      'image-publishing', // part: containers
      'lookup',
    ];
    expect(statements[0].Resource).toEqual(
      roles.map((role) => ({
        'Fn::Sub': `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role/cdk-\${Qualifier}-${role}-role-\${AWS::AccountId}-\${AWS::Region}`,
      })),
    );
  });
});
