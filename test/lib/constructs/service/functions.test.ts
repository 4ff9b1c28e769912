import { environmentFor, queueUrlKey } from '../../../../lambda/contract';
import { defaultImageSettings } from '../../../../lambda/core/settings';
import { pascalCase } from '../../../../lambda/events/trigger-row';
import { triggers } from '../../../../lambda/events/triggers';
import { permitsOf } from '../../../../lambda/function-row';
import { defaultStack } from '../../../../lambda/names';
import { type FunctionName, sizeOf } from '../../../../lib/functions';
import { synthTemplate, withoutPage } from '../../../../lib/testing/synth';
import { functionOf, idPrefixOf, permissionsOf, readable, resourceOf, resourcesOf, rows } from '../../../../lib/testing/template';

const template = synthTemplate({ settings: { image: { quality: 70 } } });
const production = synthTemplate({ stage: 'production' });

const queueNames = triggers.flatMap(({ on }) => ('queue' in on ? on.queue : []));

const handedOver: Record<string, string> = {
  TABLE_NAME: '<StorageImagesTable>',
  ORIGINALS_BUCKET: '<StorageBucketsOriginals>',
  RENDITIONS_BUCKET: '<StorageBucketsRenditions>',
  ...Object.fromEntries(queueNames.map((name) => [queueUrlKey(name), `<Storage${pascalCase(name)}Queue>`])),
  EVENT_BUS: '<ServiceEvents>',
  SERVICE_NAME: defaultStack,
  SERVICE_VERSION: '0.0.0-test',
  MALLOC_ARENA_MAX: '2',
};

describe.each(rows)('$name', (row) => {
  const { name } = row;
  const { id, properties } = functionOf(template, name);

  it('runs on Node.js 24 and arm64', () => {
    expect(properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'], Handler: 'index.handler' });
  });

  it('gets the environment variables that its services read, and no others', () => {
    const { IMAGE_SETTINGS, ...others } = properties.Environment.Variables;

    expect(Object.keys(properties.Environment.Variables).sort()).toEqual(environmentFor(permitsOf(row)).sort());
    for (const [key, value] of Object.entries(others)) expect([key, readable(value)]).toEqual([key, handedOver[key]]);
  });

  it('logs JSON into its own log group, which is deleted with the stack', () => {
    const group = resourceOf(template, 'AWS::Logs::LogGroup', idPrefixOf(name));

    expect(properties.LoggingConfig).toEqual({ LogFormat: 'JSON', LogGroup: { Ref: group.id } });
    expect(group).toMatchObject({ properties: { RetentionInDays: 7 }, deletionPolicy: 'Delete' });
  });

  it('is published behind the alias live', () => {
    const version = resourceOf(template, 'AWS::Lambda::Version', idPrefixOf(name));
    const alias = resourceOf(template, 'AWS::Lambda::Alias', idPrefixOf(name));

    expect(version.properties.FunctionName).toEqual({ Ref: id });
    expect(alias.properties).toMatchObject({ Name: 'live', FunctionVersion: { 'Fn::GetAtt': [version.id, 'Version'] } });
  });

  it('reserves no concurrency, which a new account rejects', () => {
    expect(properties).not.toHaveProperty('ReservedConcurrentExecutions');
  });
});

it('gives the resizer one vCPU and 90 seconds, and an endpoint the values of its row', () => {
  expect(memoryAndTimeout('resize-image')).toEqual([1769, 90]);
  expect(memoryAndTimeout('create-image')).toEqual([512, 29]);
  expect(memoryAndTimeout('health')).toEqual([512, 10]);
});

it.each(rows)('gives $name no more memory and time than its row', ({ name }) => {
  const { memory, timeout } = sizeOf(name);

  expect(memoryAndTimeout(name)).toEqual([memory.toMebibytes(), timeout.toSeconds()]);
});

function memoryAndTimeout(name: FunctionName) {
  const { MemorySize, Timeout } = functionOf(template, name).properties;
  return [MemorySize, Timeout];
}

it('gives a function no environment variables of services without a permit', () => {
  expect(Object.keys(functionOf(template, 'health').properties.Environment.Variables).sort()).toEqual([
    'IMAGE_SETTINGS',
    'SERVICE_VERSION',
  ]);
});

it('passes the image settings with their defaults', () => {
  const { IMAGE_SETTINGS } = functionOf(template, 'resize-image').properties.Environment.Variables;

  expect(JSON.parse(IMAGE_SETTINGS)).toEqual({ ...defaultImageSettings, quality: 70 });
});

describe('tracing', () => {
  const traced = synthTemplate({ settings: { tracing: true } });

  it.each(rows)('is off for $name by default', ({ name }) => {
    expect(functionOf(template, name).properties).not.toHaveProperty('TracingConfig');
    expect(functionOf(traced, name).properties.TracingConfig).toEqual({ Mode: 'Active' });
  });

  it('adds only the permissions that Lambda needs for X-Ray', () => {
    const added = rows.flatMap(({ name }) => {
      const without = permissionsOf(template, name);
      return permissionsOf(traced, name).filter((line) => !without.includes(line));
    });

    expect([...new Set(added)]).toEqual(['Allow xray:PutTelemetryRecords on *', 'Allow xray:PutTraceSegments on *']);
    expect(added).toHaveLength(2 * rows.length);
  });
});

// part: web
it('has no function of the CDK in production except those of the page', () => {
  const foreign = (withThem: typeof production) =>
    resourcesOf(withThem, 'AWS::Lambda::Function')
      .map(({ id }) => id)
      .filter((id) => !id.startsWith('Service'));

  expect(foreign(production)).toEqual([
    expect.stringMatching(/^CustomS3AutoDeleteObjects/),
    expect.stringMatching(/^CustomCDKBucketDeployment/),
  ]);
  expect(foreign(synthTemplate({ stage: 'production', settings: withoutPage }))).toEqual([]);
});

it('limits the retention of every log', () => {
  const groups = resourcesOf(production, 'AWS::Logs::LogGroup');

  // Every function, and the access log of the API.
  expect(groups.length).toBeGreaterThan(rows.length);
  expect(groups.filter(({ properties }) => properties.RetentionInDays !== 90)).toEqual([]);
});
