// The weekly drift check: when it runs, and what its role may do.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const read = (path: string) => parse(readFileSync(join(__dirname, '../..', path), 'utf8'));
const { drift } = read('.github/workflows/drift.yml').jobs;
const { Properties: role } = read('.github/roles/drift-role.template.yaml').Resources.DriftRole;

it('runs only for the stages that the repository names', () => {
  expect(drift.if).toBe("vars.AWS_DRIFT_STAGES != ''");
  expect(drift.strategy.matrix.stage).toContain('fromJSON(vars.AWS_DRIFT_STAGES');
});

it('uses another environment than deployments, so that no one has to approve it', () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: GitHub replaces it.
  expect(drift.environment).toBe('drift-${{ matrix.stage }}');
});

it('fails when there is drift', () => {
  const run = drift.steps.map((step: { run?: string }) => step.run).find((text?: string) => text?.includes('cdk drift'));
  expect(run).toContain(' --fail ');
});

describe('its role', () => {
  const [{ PolicyDocument: policy }] = role.Policies;

  it('trusts one environment of one repository, by exact comparison', () => {
    const [{ Condition: condition, Action: action }, ...others] = role.AssumeRolePolicyDocument.Statement;
    expect([action, others]).toEqual(['sts:AssumeRoleWithWebIdentity', []]);
    expect(condition).toEqual({
      StringEquals: {
        'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation replaces it.
        'token.actions.githubusercontent.com:sub': { 'Fn::Sub': 'repo:${Repository}:environment:${Environment}' },
      },
    });
  });

  it('may only read, and no data of users', () => {
    const [allowed, denied, ...others] = policy.Statement;
    expect(role.ManagedPolicyArns).toHaveLength(1);
    expect(JSON.stringify(role.ManagedPolicyArns)).toContain(':aws:policy/ReadOnlyAccess');
    expect([allowed.Effect, allowed.Action]).toEqual([
      'Allow',
      ['cloudformation:DetectStackDrift', 'cloudformation:DetectStackResourceDrift'],
    ]);
    expect([denied.Effect, denied.Resource, others]).toEqual(['Deny', '*', []]);
    expect(denied.Action).toEqual(
      expect.arrayContaining(['s3:GetObject*', 'dynamodb:Scan', 'dynamodb:GetRecords', 'sqs:ReceiveMessage', 'logs:GetLogEvents']),
    );
  });
});
