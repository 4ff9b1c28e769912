import { synthTemplate } from '../../../../lib/testing/synth';
import { permissionsOfRole, readable, resourceOf } from '../../../../lib/testing/template';

/** Where the CDK uploads the assets of a stack. */
const bootstrapBucket = 'cdk-hnb659fds-assets-<AWS::AccountId>-<AWS::Region>';

const sandbox = synthTemplate();
const assets = resourceOf(sandbox, 'Custom::CDKBucketDeployment', 'WebPageAssets');
const index = resourceOf(sandbox, 'Custom::CDKBucketDeployment', 'WebPageIndex');
const copier = resourceOf(sandbox, 'AWS::Lambda::Function', 'CustomCDKBucketDeployment');
const role = resourceOf(sandbox, 'AWS::IAM::Role', 'WebPageRole');

describe('a deployment', () => {
  it('first adds the files with a content hash in their name, to be cached forever', () => {
    expect(assets.properties).toMatchObject({
      Exclude: ['index.html'],
      Prune: false,
      SystemMetadata: { 'cache-control': 'public, max-age=31536000, immutable' },
    });
  });

  it('then adds the page that references them, to be revalidated, and removes the files that it does not reference', () => {
    expect(index.dependsOn).toContain(assets.id);
    expect(index.properties).toMatchObject({
      Exclude: ['page-STANDIN1.js'],
      Prune: true,
      SystemMetadata: { 'cache-control': 'no-cache' },
    });
  });

  it.each([
    ['those files', assets, []],
    ['the page, and its config.json', index, [expect.stringMatching(/^[0-9a-f]{64}\.zip$/)]],
  ])('takes files from one build, for one bucket: %s', (_, { properties }, more) => {
    const [page] = assets.properties.SourceObjectKeys;

    expect(properties.SourceObjectKeys).toEqual([page, ...more]);
    expect(properties.SourceBucketNames.map(readable)).toEqual(properties.SourceObjectKeys.map(() => bootstrapBucket));
    expect(properties.DestinationBucketName).toEqual({ Ref: resourceOf(sandbox, 'AWS::S3::Bucket', 'WebFiles').id });
    expect(properties.ServiceToken).toEqual({ 'Fn::GetAtt': [copier.id, 'Arn'] });
    // CloudFormation limits a response to 4 KB, and the names are not needed.
    expect(properties.OutputObjectKeys).toBe(false);
    // The files are deleted with their bucket, and no cache is invalidated: each file has its own Cache-Control.
    expect(properties).not.toHaveProperty('RetainOnDelete');
    expect(properties).not.toHaveProperty('DistributionId');
  });

  it('writes config.json for this stage', () => {
    const [ofPage, ofConfig] = index.properties.SourceMarkers;

    expect(ofPage).toEqual({});
    expect(Object.values(ofConfig).map(readable)).toEqual(['<StorageSignInUserPool.ProviderURL>', '<StorageSignInUserPoolPage>']);
    expect(index.properties.SourceMarkersConfig).toEqual([{}, { jsonEscape: true }]);
  });
});

describe('the function that copies the files', () => {
  it('logs to a group that is deleted with the stack', () => {
    const log = resourceOf(sandbox, 'AWS::Logs::LogGroup', 'WebPageLog');

    expect(log).toMatchObject({ deletionPolicy: 'Delete', properties: { RetentionInDays: 7 } });
    expect(copier.properties.LoggingConfig).toEqual({ LogGroup: { Ref: log.id } });
  });

  it('may read uploaded assets, write the page, and create no other log', () => {
    const read = ['s3:GetBucket*', 's3:GetObject*', 's3:List*'];
    const write = [
      's3:Abort*',
      's3:DeleteObject*',
      's3:PutObject',
      's3:PutObjectLegalHold',
      's3:PutObjectRetention',
      's3:PutObjectTagging',
      's3:PutObjectVersionTagging',
    ];
    const on = (arn: string, actions: string[]) => actions.flatMap((action) => [`${action} on ${arn}`, `${action} on ${arn}/*`]);
    const allowed = [
      'logs:CreateLogStream on <WebPageLog.Arn>',
      'logs:PutLogEvents on <WebPageLog.Arn>',
      ...on(`arn:<AWS::Partition>:s3:::${bootstrapBucket}`, read),
      ...on('<WebFiles.Arn>', [...read, ...write]),
    ];

    expect(copier.properties.Role).toEqual({ 'Fn::GetAtt': [role.id, 'Arn'] });
    expect(permissionsOfRole(sandbox, 'WebPageRole')).toEqual(allowed.map((line) => `Allow ${line}`).sort());
    expect(role.properties).not.toHaveProperty('ManagedPolicyArns');
  });
});
