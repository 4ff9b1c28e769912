import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PATH_METADATA_ENABLE_CONTEXT } from 'aws-cdk-lib/cx-api';
import { shortName } from '../../lambda/names';
import { type SynthOptions, synthTemplate } from '../../lib/testing/synth';
import { findingsIn, invariantsFor } from '../../proof/invariants';
import { allowed } from '../../proof/invariants/allowed';
import { thisApplication } from '../../proof/invariants/application';
import { checkTemplates } from '../../proof/invariants/command';
import { type Contract, contractOfCode } from '../../proof/invariants/contract/contract';
import { knownFunctions } from '../../proof/invariants/permissions';
import { recordedOfVariants } from '../../proof/invariants/policies';
import { record } from '../../proof/invariants/record-policies';
import { diagnosticsOf, overlays, type Schema } from '../../proof/invariants/schema-validator';
import { serviceLimits } from '../../proof/invariants/service-limits';
import type { Value } from '../../proof/invariants/template';
import { variants } from '../../proof/variants';
import { Draft } from './draft';

const templateOf = (options: SynthOptions) =>
  synthTemplate({ ...options, context: { [PATH_METADATA_ENABLE_CONTEXT]: true } }).toJSON();

const sandbox = templateOf(variants.sandbox);
const everything = templateOf(variants['everything-on']);
const { settings }: SynthOptions = variants['everything-on'];
const invariants = invariantsFor(settings?.accountConcurrency);

// All other variants are checked by `npm run validate`, where they are synthesized anyway.
it.each([
  ['the sandbox', sandbox],
  ['production with everything on', everything],
])('all hold for %s', (_, template) => {
  expect(findingsIn(template)).toEqual([]);
});

/** Changes that a fork may make. */
const harmless: Record<string, (draft: Draft) => void> = {
  'a separate key for the queue that S3 sends to': (t) => {
    t.add('Storage/Key', 'AWS::KMS::Key', { KeyPolicy: { Statement: [{ Principal: { Service: 's3.amazonaws.com' } }] } });
    t.set('Storage/Uploads/Queue', 'KmsMasterKeyId', t.arn('Storage/Key'));
  },
  'a second notification beside the first': (t) => {
    const { QueueConfigurations } = t.at('Storage/Buckets/Originals').Properties.NotificationConfiguration;
    QueueConfigurations.push(structuredClone(QueueConfigurations[0]));
    QueueConfigurations[1].Filter.S3Key.Rules[0].Value = 'imports/';
  },
  'a global table with point-in-time recovery': (t) =>
    t.turn(
      'Storage/Images/Table',
      'AWS::DynamoDB::GlobalTable',
      ({ PointInTimeRecoverySpecification, DeletionProtectionEnabled, ...given }) => ({
        ...given,
        Replicas: [{ Region: 'eu-central-1', PointInTimeRecoverySpecification, DeletionProtectionEnabled }],
      }),
    ),
  'a reservation that equals the maximum concurrency of the queue': (t) =>
    t.set('Service/resize-image/Function', 'ReservedConcurrentExecutions', 5),
  'numbers as strings': (t) => t.set('Storage/Uploads/Queue', 'VisibilityTimeout', '540'),
  'a name from a pseudo parameter': (t) => t.set('Service/Events', 'Name', { Ref: 'AWS::StackName' }),
  'a route with another method': (t) =>
    t.add('Service/Http/Api/Patch', 'AWS::ApiGatewayV2::Route', {
      ...t.at('Service/Http/Api/GET--images--{id}').Properties,
      RouteKey: 'PATCH /images/{id}',
    }),
  'an address of a VPC, whose property Domain is not a name': (t) => t.add('Service/Address', 'AWS::EC2::EIP', { Domain: 'vpc' }),
  'metrics of another namespace': (t) =>
    t.add('Monitoring/Alarms/disk', 'AWS::CloudWatch::Alarm', {
      ...t.at('Monitoring/Alarms/api-latency').Properties,
      Namespace: 'CWAgent',
      MetricName: 'disk_used_percent',
      Dimensions: [{ Name: 'path', Value: '/' }],
    }),
  'more time and memory than the code needs': (t) => {
    t.set('Service/resize-image/Function', 'MemorySize', 3008);
    t.set('Service/get-image/Function', 'Timeout', 29);
  },
  'a second bus and a second table': (t) => {
    t.add('Service/Other', 'AWS::Events::EventBus', { Name: { 'Fn::Sub': `\${AWS::StackName}-other` } });
    t.add('Storage/Other', 'AWS::DynamoDB::Table', t.at('Storage/Images/Table').Properties);
  },
  'another environment variable': (t) => t.set('Service/health/Function', 'Environment.Variables.GREETING', 'hello'),
  'the name of a secret': (t) => t.set('Service/health/Function', 'Environment.Variables.WEBHOOK_SECRET_NAME', 'images/webhook'),
  // part: sweep
  ...Object.fromEntries(
    [
      'rate(1 hour)',
      'cron(0/15 8-17 ? * MON-FRI *)',
      'cron(0 0 L * ? 2030-2035)',
      'cron(5,35 0 ? JAN,JUL 2#1 *)',
      'at(2030-12-31T23:59:59)',
    ].map((expression) => [
      expression,
      (t: Draft) =>
        t.add('Service/OtherSchedule', 'AWS::Scheduler::Schedule', {
          ...t.at('Service/SweepSchedule/Schedule').Properties,
          ScheduleExpression: expression,
        }),
    ]),
  ),
};

it.each(Object.entries(harmless))('does not report %s', (_, change) => {
  const draft = new Draft(everything);
  change(draft);

  expect(findingsIn(draft.json, invariants)).toEqual([]);
});

/** Changed constants of the code, with the invariant that reports each, and the reported value. */
const changed: Record<string, [contract: Partial<Contract>, invariant: string, required: RegExp]> = {
  'more receives': [{ uploadMaxReceives: 6 }, 'contract-uploads', /^6, as uploadMaxReceives/],
  'another prefix for uploads': [{ uploadPrefix: 'originals/' }, 'contract-uploads', /of originals\//],
  // part: sweep
  'forms with a longer lifetime': [{ formSeconds: 600 }, 'contract-uploads', /^less than 300: /],
  // part: sweep
  'a sweep that queues an upload again sooner': [
    { sweepLimits: { ...contractOfCode.sweepLimits, requeueAfterMs: 600_000 } },
    'contract-uploads',
    /^less than 300: /,
  ],
  // part: sweep
  'a sweep that gives up sooner': [
    { sweepLimits: { ...contractOfCode.sweepLimits, giveUpAfterMs: 1_800_000 } },
    'contract-uploads',
    /^at most 360: /,
  ],
  // part: sweep
  'a longer budget for the sweep': [
    { sweepLimits: { ...contractOfCode.sweepLimits, budgetMs: 240_000 } },
    'contract-machines',
    /^more than \d+(\.\d+)? seconds/,
  ],
  'another time-to-live attribute': [{ table: { ...contractOfCode.table, timeToLive: 'ttl' } }, 'contract-table', /^ttl, enabled/],
  // part: sweep
  'another name for the index': [
    { table: { ...contractOfCode.table, pendingIndex: { ...contractOfCode.table.pendingIndex, name: 'Pending' } } },
    'contract-table',
    /^Pending with pendingShard HASH N, pendingSince RANGE S/,
  ],
  'another filter': [
    { changePatterns: { 'image-changed': [{ eventName: ['REMOVE'] }] } },
    'contract-changes',
    /^the patterns of image-changed/,
  ],
  'another source of events': [
    { events: { ...contractOfCode.events, source: 'images' } },
    'contract-events',
    /^images \(eventSource/,
  ],
  'one event type less': [
    { events: { ...contractOfCode.events, types: ['ImageReady'] } },
    'contract-events',
    /^some of ImageReady \(eventTypes/,
  ],
  'another namespace of metrics': [
    { metrics: { ...contractOfCode.metrics, namespace: 'images' } },
    'contract-metrics',
    /^(images, one of|\{images,)/,
  ],
  'another scope': [
    { scopes: { ...contractOfCode.scopes, scope: 'photos' } },
    'contract-scopes',
    new RegExp(`^${shortName}/photos`),
  ],
  'other memory arenas': [{ mallocArenas: '4' }, 'contract-environment', /^4 /],
  'an additional setting': [
    { imageSettings: { ...contractOfCode.imageSettings, maxSide: 1 } },
    'contract-environment',
    /^JSON with .*maxSide/,
  ],
  'an additional endpoint': [
    { endpoints: [...contractOfCode.endpoints, { name: 'get-image', method: 'PUT', path: '/images/{id}', access: 'owner' }] },
    'contract-routes',
    /^PUT \/images\/\{id\}/,
  ],
};

it.each(Object.entries(changed))('reports a template that does not match %s in the code', (_, [contract, invariant, required]) => {
  const findings = findingsIn(
    everything,
    invariantsFor(settings?.accountConcurrency, { ...thisApplication, contract: { ...contractOfCode, ...contract } }),
  );

  expect(new Set(findings.map((finding) => finding.invariant))).toEqual(new Set([invariant]));
  for (const finding of findings) expect(finding.required).toMatch(required);
});

describe('accepted-values', () => {
  const maximum = (value: unknown) => {
    const draft = new Draft(everything);
    draft.set('Service/UploadTrigger/Mapping', 'ScalingConfig.MaximumConcurrency', value);
    return findingsIn(draft.json, invariants).filter(({ invariant }) => invariant === 'accepted-values');
  };

  it('reports the property, its value, and what the service accepts', () => {
    expect(maximum(1)).toEqual([
      expect.objectContaining({
        value: 'ScalingConfig.MaximumConcurrency 1',
        required: 'what AWS::Lambda::EventSourceMapping accepts: 1 is less than the minimum of 2 (F3034)',
      }),
    ]);
  });

  it('accepts values that only CloudFormation knows, and a number as a string', () => {
    expect([maximum({ Ref: 'AWS::NoValue' }), maximum({ 'Fn::If': ['Large', 100, 10] }), maximum('5')]).toEqual([[], [], []]);
  });

  it.each(overlays(serviceLimits))('adds limits to properties that $typeName has', ({ typeName, ...schema }) => {
    const unknown = diagnosticsOf({ type: typeName, properties: sampleOf(schema) }).filter(({ ruleId }) => ruleId === 'F3002');

    expect(unknown).toEqual([]);
  });

  /** A value with every property that a schema names. */
  function sampleOf({ properties, items }: Schema): unknown {
    if (items) return [sampleOf(items)];
    if (!properties) return 1;
    return Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, sampleOf(inner)]));
  }
});

describe('known-functions', () => {
  it('reports a function that is not listed, with the line to add', () => {
    const draft = new Draft(everything);
    const { Metadata } = draft.at('Service/list-images/Function');
    Metadata['aws:cdk:path'] = Metadata['aws:cdk:path'].replace('list-images', 'stats');

    const [finding] = findingsIn(draft.json, [knownFunctions(allowed)]);

    const listed =
      "['dynamodb:Query on <Storage/Images/Table.Arn>', 's3:GetObject on <Storage/Buckets/Renditions.Arn>/renditions/*']";
    expect(finding?.required).toContain(`an entry in proof/invariants/allowed.ts: add stats: ${listed}`);
  });
});

describe('recorded-policies', () => {
  it('reports a new statement, and how to record it', () => {
    const draft = new Draft(everything);
    draft.at('Web/Page/Role/DefaultPolicy').Properties.PolicyDocument.Statement.push({
      Effect: 'Allow',
      Action: 's3:*',
      Resource: '*',
    });

    expect(findingsIn(draft.json, invariants)).toEqual([
      expect.objectContaining({
        invariant: 'recorded-policies',
        value: 's3:* on *',
        required: expect.stringMatching(/^nothing that is not recorded for Web\/Page\/Role; .*npm run update/),
      }),
    ]);
  });

  it('records each form of a policy once', () => {
    expect(Object.values(record([sandbox, everything, sandbox])).every((forms) => forms.length <= 2)).toBe(true);
    expect(record([everything])).toMatchObject({
      'Service/ChangeTrigger/DeadLetters/Policy': recordedOfVariants['Service/ChangeTrigger/DeadLetters/Policy'],
    });
  });
});

describe('npm run invariants', () => {
  const folder = mkdtempSync(join(tmpdir(), 'app-invariants-'));
  const write = (name: string, text: string) => {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'App.template.json'), text);
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

  it('prints nothing for a valid template, and succeeds', () => {
    expect(checkTemplates([sound])).toEqual({
      lines: [],
      remark: `${invariants.length} invariants, 1 templates, 0 violations`,
      exitCode: 0,
    });
  });

  it('prints a line for each violation, and fails', () => {
    const { lines, exitCode } = checkTemplates([broken]);

    expect(lines).toEqual([
      expect.stringMatching(/^App\.template\.json: point-in-time-recovery: StorageImagesTable\w+: .*nothing; required: true/),
      expect.stringMatching(/^App\.template\.json: reserved-within-account: Servicehealth\w+: .* 20; required: at most 0 /),
    ]);
    expect(exitCode).toBe(1);
  });

  it('reads the folders of nested assemblies', () => {
    cpSync(broken, join(folder, 'app', 'assembly-stage'), { recursive: true });

    expect(checkTemplates([join(folder, 'app')]).lines).toHaveLength(2);
  });

  it('uses the given limit of the account', () => {
    expect(checkTemplates([broken, '--account-concurrency', '120']).lines).toHaveLength(1);
    expect(checkTemplates([broken, '--account-concurrency', '119']).lines).toHaveLength(2);
  });

  it('omits invariants that only apply to this application', () => {
    const draft = new Draft(sandbox);
    for (const resource of Object.values<Value>(draft.json.Resources)) {
      resource.Metadata = { 'aws:cdk:path': resource.Metadata?.['aws:cdk:path']?.replace('/Service/', '/Other/') };
    }
    draft.set('Other/UploadTrigger/Mapping', 'BatchSize', 0);
    const foreign = write('foreign', JSON.stringify(draft.json));

    expect(checkTemplates([foreign, '--generic']).lines).toEqual([expect.stringContaining(': accepted-values: ')]);
    expect(checkTemplates([foreign]).lines).toContainEqual(expect.stringContaining(': known-functions: '));
  });

  it.each<[string, string[], RegExp]>([
    ['no folder', [], /^DIR is missing/],
    ['two folders', [sound, broken], /^Unexpected argument ".*"\./],
    ['an unknown option', [sound, '--fix'], /^Unknown option --fix\./],
    [
      'a limit that is not a number',
      [sound, '--account-concurrency', 'many'],
      /^--account-concurrency must be a whole number, not "many"\./,
    ],
  ])('rejects %s, and shows the usage', (_, args, words) => {
    const { lines, remark, exitCode } = checkTemplates(args);
    expect({ lines, exitCode }).toEqual({ lines: [], exitCode: 2 });
    expect(remark).toMatch(words);
    expect(remark).toMatch(/\n\nUsage: npm run invariants -- DIR/);
  });

  it.each([
    ['a folder that does not exist', () => join(folder, 'nowhere'), /^Cannot read /],
    ['a folder without templates', () => mkdtempSync(join(folder, 'empty-')), /contains no \*\.template\.json/],
    ['a template that is not JSON', () => write('text', '{'), /is not a template/],
    ['JSON that is not a template', () => write('json', 'null'), /is not a template/],
  ])('rejects %s', (_, at, remark) => {
    expect(checkTemplates([at()])).toMatchObject({ lines: [], remark: expect.stringMatching(remark), exitCode: 2 });
  });
});
