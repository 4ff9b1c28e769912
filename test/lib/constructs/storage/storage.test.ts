import { synthTemplate } from '../../../../lib/testing/synth';
import { allowedBy, readable, resourceOf, resourcesOf } from '../../../../lib/testing/template';

const sandbox = synthTemplate();
const production = synthTemplate({ stage: 'production' });

// A new id means a new, empty resource, and the old one is deleted or left behind: change these lines only on purpose.
const stateful = {
  StorageBucketsAccessLogs4464B2D8: 'AWS::S3::Bucket',
  StorageBucketsOriginals7ABE51E5: 'AWS::S3::Bucket',
  StorageBucketsRenditions2817EAE7: 'AWS::S3::Bucket',
  StorageImagesTableBA3B6E37: 'AWS::DynamoDB::Table',
  StorageSignInUserPoolA783C284: 'AWS::Cognito::UserPool',
};

/** Its content is recreated by every deployment, so that it is deleted with the stack. */
const pageFiles = 'WebFiles2DFCF39E'; // part: web

const stateOf = (template: typeof sandbox) =>
  [...new Set(Object.values(stateful))]
    .flatMap((type) => resourcesOf(template, type))
    .filter(({ id }) => !id.startsWith('WebFiles'));

it.each([
  ['sandbox', sandbox],
  ['production', production],
])('keeps the logical ids of all stateful resources in %s', (_, template) => {
  expect(
    stateOf(template)
      .map(({ id }) => id)
      .sort(),
  ).toEqual(Object.keys(stateful));
});

it('leaves nothing of a sandbox behind', () => {
  expect(stateOf(sandbox).map(({ deletionPolicy }) => deletionPolicy)).toEqual(Array(5).fill('Delete'));
  expect(resourceOf(sandbox, 'AWS::DynamoDB::Table').properties.DeletionProtectionEnabled).toBe(false);
  expect(resourceOf(sandbox, 'AWS::Cognito::UserPool').properties.DeletionProtection).toBe('INACTIVE');
});

it.each([
  ['a sandbox', sandbox, 7],
  ['production', production, 90], // part: web
])(
  'gives the function that empties the buckets of %s a log that is deleted with the stack, and no permission to create another',
  (_, template, days) => {
    const log = resourceOf(template, 'AWS::Logs::LogGroup', 'Emptier');
    const emptier = resourceOf(template, 'AWS::Lambda::Function', 'CustomS3AutoDelete');
    const role = resourceOf(template, 'AWS::IAM::Role', 'CustomS3AutoDelete');

    expect(log).toMatchObject({ deletionPolicy: 'Delete', properties: { RetentionInDays: days } });
    expect(emptier.properties.LoggingConfig).toEqual({ LogGroup: { Ref: log.id } });
    expect(emptier.properties.Role).toEqual({ 'Fn::GetAtt': [role.id, 'Arn'] });
    expect(role.properties).not.toHaveProperty('ManagedPolicyArns');
    expect(
      role.properties.Policies.flatMap(
        ({ PolicyDocument }: { PolicyDocument: { Statement: object[] } }) => PolicyDocument.Statement,
      ),
    ).toEqual([
      { Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: { 'Fn::GetAtt': [log.id, 'Arn'] } },
    ]);
  },
);

it('retains the data of production when its stack is deleted', () => {
  expect(Object.fromEntries(stateOf(production).map(({ id, deletionPolicy }) => [id, deletionPolicy]))).toEqual({
    // The rollback of the first deployment deletes them, so that the next one starts without leftovers.
    StorageBucketsAccessLogs4464B2D8: 'RetainExceptOnCreate',
    StorageBucketsOriginals7ABE51E5: 'RetainExceptOnCreate',
    StorageBucketsRenditions2817EAE7: 'RetainExceptOnCreate',
    // It skips these: with deletion protection it would fail.
    StorageImagesTableBA3B6E37: 'Retain',
    StorageSignInUserPoolA783C284: 'Retain',
  });
  expect(resourcesOf(production, 'Custom::S3AutoDeleteObjects').map(({ properties }) => properties.BucketName)).toEqual([
    // Only the page's, which a change of the setting `web` removes.
    { Ref: pageFiles }, // part: web
  ]);
  expect(resourceOf(production, 'AWS::DynamoDB::Table').properties.DeletionProtectionEnabled).toBe(true);
  expect(resourceOf(production, 'AWS::Cognito::UserPool').properties.DeletionProtection).toBe('ACTIVE');
});

it('has no resource that a rollback would try to delete in spite of its protection', () => {
  const isProtected = ({ properties }: ReturnType<typeof resourceOf>) =>
    properties.DeletionProtectionEnabled === true || properties.DeletionProtection === 'ACTIVE';

  expect(stateOf(production).filter((each) => isProtected(each) && each.deletionPolicy !== 'Retain')).toEqual([]);
});

it('replaces no stateful resource without retaining the old one', () => {
  const policies = stateOf(production).map(({ id }) => production.toJSON().Resources[id].UpdateReplacePolicy);

  expect(policies).toEqual(Array(5).fill('Retain'));
});

describe.each(resourcesOf(sandbox, 'AWS::S3::Bucket'))('the bucket $id', ({ id, properties }) => {
  it('is encrypted, not public, and without ACLs', () => {
    expect(properties).toMatchObject({
      BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    });
  });

  it('rejects requests without TLS', () => {
    const { PolicyDocument } = resourcesOf(sandbox, 'AWS::S3::BucketPolicy').find((policy) => policy.properties.Bucket.Ref === id)
      ?.properties ?? { PolicyDocument: { Statement: [] } };

    expect(PolicyDocument.Statement).toContainEqual(
      expect.objectContaining({ Effect: 'Deny', Action: 's3:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    );
  });
});

it('versions the originals', () => {
  expect(resourceOf(sandbox, 'AWS::S3::Bucket', 'StorageBucketsOriginals').properties.VersioningConfiguration).toEqual({
    Status: 'Enabled',
  });
});

it.each([
  ['Originals', { NoncurrentVersionExpiration: { NoncurrentDays: 1 }, ExpiredObjectDeleteMarker: true }],
  ['Renditions', {}],
  ['AccessLogs', { ExpirationInDays: 90 }],
])('expires leftovers in %s, and incomplete multipart uploads', (name, leftovers) => {
  expect(resourceOf(sandbox, 'AWS::S3::Bucket', `StorageBuckets${name}`).properties.LifecycleConfiguration).toEqual({
    Rules: [{ Status: 'Enabled', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 }, ...leftovers }],
  });
});

describe('access to the buckets', () => {
  const logs = '<StorageBucketsAccessLogs.Arn>';

  it.each(['Originals', 'Renditions'])('is logged for %s', (name) => {
    const { LoggingConfiguration } = resourceOf(sandbox, 'AWS::S3::Bucket', `StorageBuckets${name}`).properties;

    expect(readable(LoggingConfiguration.DestinationBucketName)).toBe('<StorageBucketsAccessLogs>');
    expect(LoggingConfiguration.LogFilePrefix).toBe(`${name.toLowerCase()}/`);
    const line =
      `logging.s3.amazonaws.com s3:PutObject on ${logs}/${name.toLowerCase()}/* when ` +
      `{"ArnLike":{"aws:SourceArn":"<StorageBuckets${name}.Arn>"},"StringEquals":{"aws:SourceAccount":"<AWS::AccountId>"}}`;
    expect(allowedBy(sandbox, 'StorageBucketsAccessLogs')).toContain(line);
    expect(allowedBy(production, 'StorageBucketsAccessLogs')).toContain(line);
  });

  it('is the only write that other services have, and in production no one else is in the policies', () => {
    expect(allowedBy(production, 'StorageBucketsAccessLogs')).toHaveLength(2);
    expect(allowedBy(production, 'StorageBucketsOriginals')).toEqual([]);
    expect(allowedBy(production, 'StorageBucketsRenditions')).toEqual([]);
  });
});

describe('the buckets of a sandbox', () => {
  const role = '<CustomS3AutoDeleteObjectsCustomResourceProviderRole.Arn>';

  it.each([
    'StorageBucketsOriginals',
    'StorageBucketsRenditions',
    'StorageBucketsAccessLogs',
    'WebFiles', // part: web
  ])('are emptied on deletion: %s', (name) => {
    const bucket = resourceOf(sandbox, 'AWS::S3::Bucket', name);
    const own = `<${name}.Arn>`;
    const { properties } = resourceOf(sandbox, 'Custom::S3AutoDeleteObjects', name);

    expect([readable(properties.ServiceToken), readable(properties.BucketName)]).toEqual([
      '<CustomS3AutoDeleteObjectsCustomResourceProviderHandler.Arn>',
      `<${name}>`,
    ]);
    // By which the function knows that it may empty the bucket.
    expect(bucket.properties.Tags).toContainEqual({ Key: 'aws-cdk:auto-delete-objects', Value: 'true' });
    expect(allowedBy(sandbox, name).filter((line) => line.startsWith(role))).toEqual(
      ['s3:DeleteObject*', 's3:GetBucket*', 's3:List*', 's3:PutBucketPolicy'].flatMap((action) =>
        [own, `${own}/*`].map((resource) => `${role} ${action} on ${resource}`),
      ),
    );
  });
});

it('stores records by owner and id, on demand, with stream, point-in-time recovery and expiry', () => {
  expect(resourceOf(sandbox, 'AWS::DynamoDB::Table').properties).toMatchObject({
    KeySchema: [
      { AttributeName: 'owner', KeyType: 'HASH' },
      { AttributeName: 'id', KeyType: 'RANGE' },
    ],
    BillingMode: 'PAY_PER_REQUEST',
    StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  });
});

// part: sweep
it('finds pending records by a sparse index that contains only keys', () => {
  const { AttributeDefinitions, GlobalSecondaryIndexes } = resourceOf(sandbox, 'AWS::DynamoDB::Table').properties;

  expect(GlobalSecondaryIndexes).toEqual([
    {
      IndexName: 'ByPending',
      KeySchema: [
        { AttributeName: 'pendingShard', KeyType: 'HASH' },
        { AttributeName: 'pendingSince', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ]);
  expect(AttributeDefinitions).toEqual([
    { AttributeName: 'owner', AttributeType: 'S' },
    { AttributeName: 'id', AttributeType: 'S' },
    { AttributeName: 'pendingShard', AttributeType: 'N' },
    { AttributeName: 'pendingSince', AttributeType: 'S' },
  ]);
});
