// What npm run deploy prints about the costs of a month.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { app, context } from '../../cdk.json';
import { estimate } from '../../estimate/bill/bill';
import { pricesOf } from '../../estimate/prices/regions';
import { costOf } from '../../estimate/report/cost-of-stage';
import { dollars } from '../../estimate/report/format';
import { Template } from '../../estimate/template/template';
import { profiles } from '../../estimate/traffic/traffic';
import { synthTemplate } from '../../lib/testing/synth';

const root = join(__dirname, '../..');
const outdir = mkdtempSync(join(tmpdir(), 'print-cost-'));
afterAll(() => rmSync(outdir, { recursive: true }));

/** Runs the app as the CDK does. */
function run(options: Record<string, string>, environment: Record<string, string>): { status: number | null; stderr: string } {
  const [program = '', ...args] = app.split(' ');
  const { status, stderr } = spawnSync(program, args, {
    cwd: root,
    encoding: 'utf8',
    env: {
      ...process.env,
      CDK_OUTDIR: outdir,
      CDK_CONTEXT_JSON: JSON.stringify({ ...context, ...options }),
      CDK_VALIDATION: 'false',
      ...environment,
    },
  });
  return { status, stderr };
}

const deploying = { DEPLOY_PRINTS_COST: '1', CDK_DEFAULT_REGION: 'us-east-1' };
const cost = /^A month costs .*\n.*npm run estimate$/m;

it('is printed by the app of npm run deploy, for the traffic that the option names', () => {
  const { status, stderr } = run({ stage: 'production', traffic: 'growing' }, deploying);

  expect(status).toBe(0);
  expect(stderr.match(cost)).toHaveLength(1);
  expect(stderr).toContain('with the traffic "growing": 20,000 requests and 1,000 images a day');
}, 60_000);

it('is not printed by other commands', () => {
  const { status, stderr } = run({}, { CDK_DEFAULT_REGION: 'us-east-1' });

  expect(status).toBe(0);
  expect(stderr).not.toMatch(cost);
}, 60_000);

it.each([
  [{ traffic: 'growin' }, /^Unknown traffic "growin"\. Use one of: idle, startup, .* \(-c traffic=growing\)\.$/m],
  [{ stage: 'nope' }, /^Unknown stage "nope"\./m],
])(
  'leaves the error of an invalid option alone: %j',
  (options, message) => {
    const { status, stderr } = run(options, deploying);

    expect(status).toBe(1);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(cost);
  },
  60_000,
);

describe('the lines', () => {
  const json = synthTemplate().toJSON();

  it('have the sums of npm run estimate', () => {
    const { bill, atRest } = estimate(new Template(json), profiles.startup, pricesOf('eu-central-1'));
    const [first, second, ...more] = costOf(json, 'startup', 'eu-central-1');

    expect(first).toMatch(
      `A month costs ${dollars(atRest.usd)} USD without traffic, and ${dollars(bill.usd)} with the traffic "startup":`,
    );
    expect(second).toMatch(
      `Without the free tier: ${dollars(atRest.usdWithoutFree)} and ${dollars(bill.usdWithoutFree)}. List prices of eu-central-1`,
    );
    expect(more).toEqual([]);
  });

  it('say in one line when a region has no prices', () => {
    expect(costOf(json, 'startup', 'ap-east-2')).toEqual([
      expect.stringMatching(
        /^No prices for ap-east-2, so the costs of a month are unknown\. In us-east-1, .*: npm run estimate -- --region us-east-1$/,
      ),
    ]);
  });
});
