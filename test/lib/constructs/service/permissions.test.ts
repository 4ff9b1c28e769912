import type { FunctionName } from '../../../../lib/functions';
import { synthTemplate } from '../../../../lib/testing/synth';
import { functionOf, permissionsOf, readable, resourcesOf, rows } from '../../../../lib/testing/template';
import { allowed } from '../../../../proof/invariants/allowed';

const template = synthTemplate();

const originals = '<StorageBucketsOriginals.Arn>';

/** The table of the invariants, with the logical ids of the template instead of construct paths. */
const listed = (lines: readonly string[]) => lines.map((line) => line.replace(/<[^>]*>/, (path) => path.replaceAll('/', '')));

// The invariants report a function that is not listed.
describe.each(Object.entries(allowed))('%s', (listedName, lines) => {
  const name = listedName as FunctionName;

  it('may do exactly what is listed, and write its own log', () => {
    const log = readable(functionOf(template, name).properties.LoggingConfig.LogGroup).replace('>', '.Arn>');

    expect(permissionsOf(template, name)).toEqual(
      [...listed(lines), `logs:CreateLogStream on ${log}`, `logs:PutLogEvents on ${log}`].map((line) => `Allow ${line}`).sort(),
    );
  });
});

it('makes recursion impossible: the resizer cannot write to the bucket of the uploads, and can only remove single versions', () => {
  const changes = permissionsOf(template, 'resize-image').filter((line) => !/s3:(Get|List)/.test(line));

  expect(changes.filter((line) => line.includes(originals))).toEqual([`Allow s3:DeleteObjectVersion on ${originals}/uploads/*`]);
});

it('uses no AWS-managed policy, which may change', () => {
  const production = synthTemplate({ stage: 'production' });

  expect(resourcesOf(production, 'AWS::IAM::Role').filter(({ properties }) => properties.ManagedPolicyArns)).toEqual([]);
  expect(resourcesOf(production, 'AWS::IAM::ManagedPolicy')).toEqual([]);
});

it('gives every function a separate role', () => {
  const roles = rows.map(({ name }) => readable(functionOf(template, name).properties.Role));

  expect(new Set(roles).size).toBe(rows.length);
});
