// Mutants of the committed templates: those that lose data are refused, the others pass.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkBaseline } from '../../../lib/baseline/baseline';
import { templatePath } from '../../../lib/baseline/committed-templates';

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

const root = join(__dirname, '../../..');
const released = (stage: string): Released => JSON.parse(readFileSync(join(root, templatePath(stage)), 'utf8'));

/** The first resource of a type, as its logical id and itself. */
function find({ Resources }: Released, type: string): [string, Resource] {
  const found = Object.entries(Resources).find(([, { Type }]) => Type === type);
  if (!found) throw new Error(`There is no ${type}.`);
  return found;
}

/** The report about a deployment of the changed template over the released one. */
function deploy(stage: string, change: (template: Released) => void, accepted: Readonly<Record<string, string>> = {}) {
  const after = released(stage);
  change(after);
  const { lines, lost } = checkBaseline([{ stage, before: released(stage), after }], accepted);
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
    ['a renamed table that is kept', 'production', rename('AWS::DynamoDB::Table'), /retained: .* records.* overrideLogicalId/],
    ['a renamed table that is not kept', 'sandbox', rename('AWS::DynamoDB::Table'), /destroyed: .* renamed .* records/],
    ['a removed bucket', 'sandbox', remove('AWS::S3::Bucket'), /destroyed: .* objects/],
    ['a removed user pool', 'production', remove('AWS::Cognito::UserPool'), /retained: .* users/],
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
      /cannot be changed in UsernameAttributes: AWS would reject the update/,
    ],
    [
      'aliases instead of names',
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
    expect(text).toContain('lib/baseline/accepted-losses.ts');
  });

  it('an attribute of the users that is removed, although one may be added', () => {
    const attribute = (Name: string) => ({ Name, AttributeDataType: 'String', Mutable: true });
    const withSchema = (...Schema: object[]) => {
      const template = released('production');
      find(template, 'AWS::Cognito::UserPool')[1].Properties.Schema = Schema;
      return template;
    };
    const lost = (after: object) => {
      const before = withSchema(attribute('team'));
      return checkBaseline([{ stage: 'production', before, after }], {}).lost;
    };

    expect(lost(withSchema(attribute('team'), attribute('color')))).toBe(false);
    expect(lost(withSchema(attribute('color')))).toBe(true);
  });
});

describe('an accepted loss', () => {
  const [table] = find(released('production'), 'AWS::DynamoDB::Table');
  const accepted = { [table]: 'the records moved to another table' };

  it('passes and is reported with its reason', () => {
    const { lost, text } = deploy('production', remove('AWS::DynamoDB::Table'), accepted);

    expect(lost).toBe(false);
    expect(text).toMatch(/accepted loss, the records moved to another table: .* retained/);
  });

  it('does not cover another resource', () => {
    expect(deploy('production', remove('AWS::S3::Bucket'), accepted).lost).toBe(true);
  });

  it('is reported when nothing is lost', () => {
    expect(deploy('production', () => {}, accepted).text).toContain(`No stage loses ${table}. Remove it`);
  });
});

describe('a change that loses nothing passes and is summarized:', () => {
  it.each<[string, (template: Released) => void, string]>([
    ['none', () => {}, 'production: no change'],
    [
      'more memory for a function',
      edit('AWS::Lambda::Function', (fn) => Object.assign(fn, { MemorySize: 3008 })),
      '1 changed AWS::Lambda::Function: MemorySize',
    ],
    ['a removed function', remove('AWS::Lambda::Function'), '1 removed AWS::Lambda::Function'],
    ['a removed log', remove('AWS::Logs::LogGroup'), '1 removed AWS::Logs::LogGroup'],
    [
      'a second table',
      ({ Resources }) => Object.assign(Resources, { Other: { Type: 'AWS::DynamoDB::Table', Properties: {} } }),
      '1 added AWS::DynamoDB::Table',
    ],
    [
      'a setting of the bucket',
      edit('AWS::S3::Bucket', (bucket) => Object.assign(bucket, { VersioningConfiguration: { Status: 'Suspended' } })),
      '1 changed AWS::S3::Bucket: VersioningConfiguration',
    ],
    ['a removed output', ({ Outputs }) => delete Outputs[Object.keys(Outputs)[0] ?? ''], '1 removed output: '],
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

it('accepts a new stage', () => {
  const { lines, lost } = checkBaseline([{ stage: 'staging', before: undefined, after: released('sandbox') }], {});

  expect(lines).toEqual(['staging:', '  the stage is new']);
  expect(lost).toBe(false);
});
