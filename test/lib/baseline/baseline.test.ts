// Mutants of the released templates: what must not be deployed over them, and what may.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkBaseline, writeBaseline } from '../../../lib/baseline/baseline';

interface Resource {
  Type: string;
  DeletionPolicy?: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template's properties have as many shapes as AWS has resources.
  Properties: any;
}

interface Released {
  Resources: Record<string, Resource>;
  Outputs: Record<string, object>;
}

const committed = join(__dirname, '../../../baseline');
const released = (stage: string): Released => JSON.parse(readFileSync(join(committed, `${stage}.template.json`), 'utf8'));

/** The first resource of a type, as its logical id and itself. */
function find({ Resources }: Released, type: string): [string, Resource] {
  const found = Object.entries(Resources).find(([, { Type }]) => Type === type);
  if (!found) throw new Error(`There is no ${type}.`);
  return found;
}

/** What deploying the changed template over the released one would lose, and all that is said of it. */
function deploy(stage: string, change: (template: Released) => void) {
  const template = released(stage);
  change(template);
  const { lines, lost } = checkBaseline(committed, { [stage]: template });
  return { lost, losses: lines.filter((line) => line.includes('LOSS: ')), text: lines.join('\n') };
}

const rename = (type: string) => (template: Released) => {
  const [id, resource] = find(template, type);
  delete template.Resources[id];
  template.Resources[`Renamed${id}`] = resource;
};

const remove = (type: string) => (template: Released) => {
  delete template.Resources[find(template, type)[0]];
};

const edit = (type: string, change: (properties: Resource['Properties']) => void) => (template: Released) => {
  change(find(template, type)[1].Properties);
};

describe('a change that would lose something is refused:', () => {
  it.each<[string, string, (template: Released) => void, RegExp]>([
    ['a renamed table that is kept', 'production', rename('AWS::DynamoDB::Table'), /left behind .* records .* overrideLogicalId/],
    ['a renamed table that is not kept', 'sandbox', rename('AWS::DynamoDB::Table'), /destroyed: .* renamed .* records/],
    ['a removed bucket', 'sandbox', remove('AWS::S3::Bucket'), /destroyed: .* objects/],
    ['a removed user pool', 'production', remove('AWS::Cognito::UserPool'), /left behind .* users/],
    ['a removed queue', 'production', remove('AWS::SQS::Queue'), /destroyed: .* messages/],
    ['a removed bus', 'production', remove('AWS::Events::EventBus'), /destroyed: .* rules/],
    [
      'a new partition key',
      'production',
      edit('AWS::DynamoDB::Table', ({ KeySchema }) => Object.assign(KeySchema[0], { AttributeName: 'tenant' })),
      /would be replaced by an empty one: KeySchema cannot .* records/,
    ],
    [
      'a table without a sort key',
      'production',
      edit('AWS::DynamoDB::Table', ({ KeySchema }) => KeySchema.pop()),
      /replaced .* KeySchema/,
    ],
    [
      'a table with a name',
      'production',
      edit('AWS::DynamoDB::Table', (table) => Object.assign(table, { TableName: 'Images' })),
      /TableName/,
    ],
    [
      'a bucket with a name',
      'production',
      edit('AWS::S3::Bucket', (bucket) => Object.assign(bucket, { BucketName: 'photos' })),
      /BucketName/,
    ],
    [
      'a queue that keeps the order',
      'production',
      edit('AWS::SQS::Queue', (queue) => Object.assign(queue, { FifoQueue: true })),
      /FifoQueue/,
    ],
    [
      'another kind of table',
      'production',
      (template) => Object.assign(find(template, 'AWS::DynamoDB::Table')[1], { Type: 'AWS::DynamoDB::GlobalTable' }),
      /cannot become AWS::DynamoDB::GlobalTable/,
    ],
    // CloudFormation's schema has these as changes in place; Cognito refuses them.
    [
      'other names to sign in with',
      'production',
      edit('AWS::Cognito::UserPool', (pool) => Object.assign(pool, { UsernameAttributes: ['phone_number'] })),
      /cannot be changed in UsernameAttributes: AWS would refuse it/,
    ],
    [
      'aliases in place of names',
      'production',
      edit('AWS::Cognito::UserPool', (pool) => {
        pool.AliasAttributes = pool.UsernameAttributes;
        delete pool.UsernameAttributes;
      }),
      /AliasAttributes/,
    ],
    [
      'names in which case matters',
      'production',
      edit('AWS::Cognito::UserPool', (pool) => Object.assign(pool, { UsernameConfiguration: { CaseSensitive: true } })),
      /UsernameConfiguration/,
    ],
  ])('%s', (_, stage, change, says) => {
    const { lost, losses, text } = deploy(stage, change);

    expect(lost).toBe(true);
    expect(losses).toEqual([expect.stringMatching(says)]);
    expect(text).toContain('npm run diff:baseline -- --update');
  });

  it('an attribute of the users that is taken away, though one may be added', () => {
    const attribute = (Name: string) => ({ Name, AttributeDataType: 'String', Mutable: true });
    const folder = mkdtempSync(join(tmpdir(), 'baseline-'));
    try {
      const template = released('production');
      const [, pool] = find(template, 'AWS::Cognito::UserPool');
      const withSchema = (...Schema: object[]) => {
        pool.Properties.Schema = Schema;
        return { production: template };
      };
      writeBaseline(folder, withSchema(attribute('team')));

      expect(checkBaseline(folder, withSchema(attribute('team'), attribute('colour'))).lost).toBe(false);
      expect(checkBaseline(folder, withSchema(attribute('colour'))).lost).toBe(true);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('a change that loses nothing passes, and is told:', () => {
  it.each<[string, (template: Released) => void, string]>([
    ['none', () => {}, 'as it was in the last release'],
    [
      'more memory for a function',
      edit('AWS::Lambda::Function', (fn) => Object.assign(fn, { MemorySize: 3008 })),
      '1 changed AWS::Lambda::Function: MemorySize',
    ],
    ['a function less', remove('AWS::Lambda::Function'), '1 removed AWS::Lambda::Function'],
    ['a log less', remove('AWS::Logs::LogGroup'), '1 removed AWS::Logs::LogGroup'],
    [
      'another table',
      ({ Resources }) => Object.assign(Resources, { Other: { Type: 'AWS::DynamoDB::Table', Properties: {} } }),
      '1 added AWS::DynamoDB::Table',
    ],
    [
      'a setting of the bucket',
      edit('AWS::S3::Bucket', (bucket) => Object.assign(bucket, { VersioningConfiguration: { Status: 'Suspended' } })),
      '1 changed AWS::S3::Bucket: VersioningConfiguration',
    ],
    ['an output less', ({ Outputs }) => delete Outputs[Object.keys(Outputs)[0] ?? ''], '1 removed output: '],
    [
      'the code of a version',
      (template) => {
        const [id, { Type }] = find(template, 'AWS::Lambda::Version');
        template.Resources[id] = { Type, Properties: { FunctionName: 'another' } };
      },
      '1 replaced AWS::Lambda::Version: ',
    ],
  ])('%s', (_, change, says) => {
    const { lost, losses, text } = deploy('production', change);

    expect(losses).toEqual([]);
    expect(lost).toBe(false);
    expect(text).toContain(says);
  });
});

it('takes what it wrote for what is released, whatever the hashes of its assets', () => {
  const folder = mkdtempSync(join(tmpdir(), 'baseline-'));
  const built = (hash: string) => ({
    own: { Resources: { F: { Type: 'AWS::Lambda::Function', Properties: { Code: { S3Key: `${hash.repeat(64)}.zip` } } } } },
  });
  try {
    writeBaseline(folder, built('a'));

    expect(checkBaseline(folder, built('b'))).toEqual({ lines: ['own: as it was in the last release'], lost: false });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('refuses a stage that has no baseline, and says how to write one', () => {
  expect(() => checkBaseline(committed, { staging: { Resources: {} } })).toThrow(/staging.template.json .* --update/);
});
