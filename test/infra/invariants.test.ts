import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PATH_METADATA_ENABLE_CONTEXT } from 'aws-cdk-lib/cx-api';
import { type SynthOptions, synthTemplate } from '../../lib/testing/synth';
import { findingsIn, invariantsFor } from '../../proof/invariants';
import { checkTemplates } from '../../proof/invariants/command';
import { Template } from '../../proof/invariants/template';
import { mutantsByHand } from '../../proof/mutants/by-hand';
import { Draft } from '../../proof/mutants/draft';
import { explanations } from '../../proof/mutants/explained';
import { variants } from '../../proof/variants';

const templateOf = (options: SynthOptions) =>
  synthTemplate({ ...options, context: { [PATH_METADATA_ENABLE_CONTEXT]: true } }).toJSON();

const sandbox = templateOf(variants.sandbox);
const everything = templateOf(variants['everything-on']);
const invariants = invariantsFor(variants['everything-on'].settings.accountConcurrency);

// All other variants are checked by `npm run validate`, where they are synthesised anyway.
it.each([
  ['the sandbox', sandbox],
  ['production with everything on', everything],
])('all hold of %s', (_, template) => {
  expect(findingsIn(template)).toEqual([]);
});

describe.each(invariants)('$name', ({ name, violations }) => {
  const mutants = Object.entries(mutantsByHand[name] ?? {});

  it('is broken in three ways or more', () => {
    expect(mutants.length).toBeGreaterThanOrEqual(3);
  });

  it.each(mutants)('sees %s', (_, change) => {
    const draft = new Draft(everything);
    change(draft);

    expect(violations(new Template(draft.json))).not.toEqual([]);
  });
});

/** What a fork may well do. */
const harmless: Record<string, (draft: Draft) => void> = {
  'a key of its own for the queue that S3 sends to': (t) => {
    t.add('Storage/Key', 'AWS::KMS::Key', { KeyPolicy: { Statement: [{ Principal: { Service: 's3.amazonaws.com' } }] } });
    t.set('Storage/Uploads/Queue', 'KmsMasterKeyId', t.arn('Storage/Key'));
  },
  'a second notification beside the first': (t) => {
    const { QueueConfigurations } = t.at('Storage/Buckets/Originals').Properties.NotificationConfiguration;
    QueueConfigurations.push(structuredClone(QueueConfigurations[0]));
    QueueConfigurations[1].Filter.S3Key.Rules[0].Value = 'imports/';
  },
  'a global table that can be taken back': (t) =>
    t.turn('Storage/Images/Table', 'AWS::DynamoDB::GlobalTable', ({ PointInTimeRecoverySpecification, ...given }) => ({
      ...given,
      Replicas: [{ Region: 'eu-central-1', PointInTimeRecoverySpecification }],
    })),
  'as much reserved as the queue calls': (t) => t.set('Service/resize-image/Function', 'ReservedConcurrentExecutions', 5),
  'numbers as text': (t) => t.set('Storage/Uploads/Queue', 'VisibilityTimeout', '540'),
  'names by the pseudo parameter': (t) => t.set('Service/Events', 'Name', { Ref: 'AWS::StackName' }),
  'a route of another method': (t) =>
    t.add('Service/Http/Api/Patch', 'AWS::ApiGatewayV2::Route', {
      ...t.at('Service/Http/Api/GET--images--{id}').Properties,
      RouteKey: 'PATCH /images/{id}',
    }),
  'the name of a secret': (t) => t.set('Service/health/Function', 'Environment.Variables.WEBHOOK_SECRET_NAME', 'image-api/webhook'),
  ...Object.fromEntries(
    [
      'rate(1 hour)',
      'cron(0/15 8-17 ? * MON-FRI *)',
      'cron(0 0 L * ? 2030-2035)',
      'cron(5,35 0 ? JAN,JUL 2#1 *)',
      'at(2030-12-31T23:59:59)',
    ].map((expression) => [expression, (t: Draft) => t.set('Service/SweepSchedule/Schedule', 'ScheduleExpression', expression)]),
  ),
};

it.each(Object.entries(harmless))('says nothing of %s', (_, change) => {
  const draft = new Draft(everything);
  change(draft);

  expect(findingsIn(draft.json, invariants)).toEqual([]);
});

it('breaks no invariant that there is not', () => {
  expect(Object.keys(mutantsByHand).sort()).toEqual(invariants.map(({ name }) => name).sort());
});

describe('docs/proof.md', () => {
  const page = readFileSync(join(__dirname, '..', '..', 'docs', 'proof.md'), 'utf8');

  it.each(invariants)('tells of $name and its mutants: npm run mutants -- --write', ({ name, holds }) => {
    expect(page).toContain(`| \`${name}\` | ${holds} | ${Object.keys(mutantsByHand[name] ?? {}).length} |`);
  });

  it.each(explanations)('tells why mutants are let live: $place', ({ place, reason }) => {
    expect(page).toContain(`| \`${place}\``);
    expect(page).toContain(`| ${reason} |`);
  });
});

describe('npm run invariants', () => {
  const folder = mkdtempSync(join(tmpdir(), 'image-api-invariants-'));
  const write = (name: string, text: string) => {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'ImageApi.template.json'), text);
    return join(folder, name);
  };
  const sound = write('sound', JSON.stringify(sandbox));
  const broken = (() => {
    const draft = new Draft(sandbox);
    draft.drop('Storage/Images/Table', 'PointInTimeRecoverySpecification');
    draft.set('Service/health/Function', 'ReservedConcurrentExecutions', 20);
    return write('broken', JSON.stringify(draft.json));
  })();

  afterAll(() => rmSync(folder, { recursive: true }));

  it('says nothing of a sound template, and succeeds', () => {
    expect(checkTemplates([sound])).toEqual({
      lines: [],
      remark: `${invariants.length} invariants, 1 templates, 0 violations`,
      exitCode: 0,
    });
  });

  it('tells each violation in a line, and fails', () => {
    const { lines, exitCode } = checkTemplates([broken]);

    expect(lines).toEqual([
      expect.stringMatching(/^ImageApi\.template\.json: point-in-time-recovery: StorageImagesTable\w+: .*nothing; required: true/),
      expect.stringMatching(/^ImageApi\.template\.json: reserved-within-account: Servicehealth\w+: .* 20; required: 0 at most/),
    ]);
    expect(exitCode).toBe(1);
  });

  it('looks into the folders of nested assemblies', () => {
    cpSync(broken, join(folder, 'app', 'assembly-stage'), { recursive: true });

    expect(checkTemplates([join(folder, 'app')]).lines).toHaveLength(2);
  });

  it('takes the account’s limit', () => {
    expect(checkTemplates([broken, '--account-concurrency', '120']).lines).toHaveLength(1);
    expect(checkTemplates([broken, '--account-concurrency', '119']).lines).toHaveLength(2);
  });

  it.each<[string, string[], RegExp]>([
    ['no folder', [], /^Name the folder of the templates\./],
    ['two folders', [sound, broken], /^Unexpected argument ".*"\./],
    ['an option that there is not', [sound, '--fix'], /^Unknown option --fix\./],
    [
      'a limit that is no number',
      [sound, '--account-concurrency', 'many'],
      /^--account-concurrency must be a whole number, not "many"\./,
    ],
  ])('refuses %s, and says how it is used', (_, args, words) => {
    const { lines, remark, exitCode } = checkTemplates(args);
    expect({ lines, exitCode }).toEqual({ lines: [], exitCode: 2 });
    expect(remark).toMatch(words);
    expect(remark).toMatch(/\n\nUsage: npm run invariants -- DIR/);
  });

  it.each([
    ['a folder that there is not', () => join(folder, 'nowhere'), /cannot be read/],
    ['a folder without templates', () => mkdtempSync(join(folder, 'empty-')), /holds no \*\.template\.json/],
    ['a template that is no JSON', () => write('text', '{'), /is no template/],
    ['JSON that is no template', () => write('json', 'null'), /is no template/],
  ])('refuses %s', (_, at, remark) => {
    expect(checkTemplates([at()])).toMatchObject({ lines: [], remark: expect.stringMatching(remark), exitCode: 2 });
  });

  it('is a command', () => {
    const { stdout, stderr, status } = spawnSync(process.execPath, ['--import', 'tsx', 'proof/invariants/main.ts', broken], {
      encoding: 'utf8',
    });

    expect(stdout.trim().split('\n')).toEqual(checkTemplates([broken]).lines);
    expect(stderr).toContain('2 violations');
    expect(status).toBe(1);
  });
});
