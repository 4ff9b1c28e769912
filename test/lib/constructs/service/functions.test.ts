import type { EnvironmentKey } from '../../../../lambda/contract';
import { defaultImageSettings } from '../../../../lambda/core/settings';
import type { FunctionName } from '../../../../lib/functions';
import { synthTemplate } from '../../../../lib/testing/synth';
import { functionOf, idPrefixOf, permissionsOf, readable, resourceOf, resourcesOf, rows } from '../../../../lib/testing/template';

const template = synthTemplate({ settings: { image: { quality: 70 } } });
const production = synthTemplate({ stage: 'production' });

const readByEach: Record<FunctionName, EnvironmentKey[]> = {
  'create-image': ['IMAGE_SETTINGS', 'ORIGINALS_BUCKET', 'RENDITIONS_BUCKET', 'SERVICE_VERSION', 'TABLE_NAME'],
  'list-images': ['IMAGE_SETTINGS', 'ORIGINALS_BUCKET', 'RENDITIONS_BUCKET', 'SERVICE_VERSION', 'TABLE_NAME'],
  'get-image': ['IMAGE_SETTINGS', 'ORIGINALS_BUCKET', 'RENDITIONS_BUCKET', 'SERVICE_VERSION', 'TABLE_NAME'],
  'delete-image': ['IMAGE_SETTINGS', 'SERVICE_VERSION', 'TABLE_NAME'],
  'retry-image': ['IMAGE_SETTINGS', 'SERVICE_VERSION', 'TABLE_NAME', 'UPLOADS_QUEUE_URL'],
  health: ['IMAGE_SETTINGS', 'SERVICE_VERSION'],
  'resize-image': [
    'IMAGE_SETTINGS',
    'MALLOC_ARENA_MAX',
    'ORIGINALS_BUCKET',
    'RENDITIONS_BUCKET',
    'SERVICE_NAME',
    'SERVICE_VERSION',
    'TABLE_NAME',
  ],
  'image-changed': ['EVENT_BUS', 'IMAGE_SETTINGS', 'ORIGINALS_BUCKET', 'RENDITIONS_BUCKET', 'SERVICE_VERSION'],
  'sweep-uploads': [
    'IMAGE_SETTINGS',
    'ORIGINALS_BUCKET',
    'RENDITIONS_BUCKET',
    'SERVICE_NAME',
    'SERVICE_VERSION',
    'TABLE_NAME',
    'UPLOADS_QUEUE_URL',
  ],
};

const handedOver: Record<string, string> = {
  TABLE_NAME: '<StorageImagesTable>',
  ORIGINALS_BUCKET: '<StorageBucketsOriginals>',
  RENDITIONS_BUCKET: '<StorageBucketsRenditions>',
  UPLOADS_QUEUE_URL: '<StorageUploadsQueue>',
  EVENT_BUS: '<ServiceEvents>',
  SERVICE_NAME: 'ImageApi-sandbox',
  SERVICE_VERSION: '0.0.0-test',
  MALLOC_ARENA_MAX: '2',
};

describe.each(rows)('$name', ({ name }) => {
  const { id, properties } = functionOf(template, name);

  it('runs on Node 24 and arm64', () => {
    expect(properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'], Handler: 'index.handler' });
  });

  it('gets the settings that its services read, and no others', () => {
    const { IMAGE_SETTINGS, ...others } = properties.Environment.Variables;

    expect(Object.keys(properties.Environment.Variables).sort()).toEqual(readByEach[name]);
    for (const [key, value] of Object.entries(others)) expect([key, readable(value)]).toEqual([key, handedOver[key]]);
  });

  it('logs JSON into a group of its own that goes with the stack', () => {
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

  it('reserves no concurrency, which a new account refuses', () => {
    expect(properties).not.toHaveProperty('ReservedConcurrentExecutions');
  });
});

it('gives the resizer one vCPU and a minute, the endpoints less', () => {
  const sizes = Object.fromEntries(
    rows.map(({ name }) => [name, functionOf(template, name).properties]).map(([name, p]) => [name, [p.MemorySize, p.Timeout]]),
  );

  expect(sizes).toEqual({
    'create-image': [512, 29],
    'list-images': [512, 10],
    'get-image': [512, 10],
    'delete-image': [512, 10],
    'retry-image': [512, 29],
    health: [512, 10],
    'resize-image': [1769, 90],
    'image-changed': [512, 120],
    'sweep-uploads': [512, 300],
  });
});

it('hands over the settings of images with their defaults', () => {
  const { IMAGE_SETTINGS } = functionOf(template, 'resize-image').properties.Environment.Variables;

  expect(JSON.parse(IMAGE_SETTINGS)).toEqual({ ...defaultImageSettings, quality: 70 });
});

describe('tracing', () => {
  const traced = synthTemplate({ settings: { tracing: true } });

  it.each(rows)('is off for $name, unless it is asked for', ({ name }) => {
    expect(functionOf(template, name).properties).not.toHaveProperty('TracingConfig');
    expect(functionOf(traced, name).properties.TracingConfig).toEqual({ Mode: 'Active' });
  });

  it('adds what Lambda needs to tell X-Ray, and nothing else', () => {
    const added = rows.flatMap(({ name }) => {
      const without = permissionsOf(template, name);
      return permissionsOf(traced, name).filter((line) => !without.includes(line));
    });

    expect([...new Set(added)]).toEqual(['Allow xray:PutTelemetryRecords on *', 'Allow xray:PutTraceSegments on *']);
    expect(added).toHaveLength(2 * rows.length);
  });
});

it('brings no function of the CDK into production but those of the page', () => {
  const foreign = (withThem: typeof production) =>
    resourcesOf(withThem, 'AWS::Lambda::Function')
      .map(({ id }) => id)
      .filter((id) => !id.startsWith('Service'));

  expect(foreign(production)).toEqual([
    expect.stringMatching(/^CustomS3AutoDeleteObjects/),
    expect.stringMatching(/^CustomCDKBucketDeployment/),
  ]);
  expect(foreign(synthTemplate({ stage: 'production', settings: { web: false } }))).toEqual([]);
});

it('keeps every log for a limited time', () => {
  const groups = resourcesOf(production, 'AWS::Logs::LogGroup');

  expect(groups.map(({ properties }) => properties.RetentionInDays)).toEqual(Array(rows.length + 3).fill(90));
});
