import type { Survivor } from './survivors';

/** Why nothing sees the mutants of a place. */
export interface Explanation {
  /** Type and property, `*` for any text. */
  readonly place: string;
  /** How the logical id of the resource begins. @default - any */
  readonly of?: string;
  readonly reason: string;
}

const words = 'For people: it changes nothing that runs.';

/** Every kind of survivor, with its reason. The first row that fits is the one that counts; one that fits nothing is refused. */
export const explanations: readonly Explanation[] = [
  { place: 'AWS::* Description', reason: words },
  { place: 'AWS::*Policy PolicyDocument.Statement.*.Sid', reason: words },
  { place: 'AWS::SNS::Topic DisplayName', reason: words },
  { place: 'AWS::CloudWatch::Alarm Metrics.*.Label', reason: words },
  { place: 'AWS::CloudFront::* *Comment', reason: words },
  {
    place: 'AWS::*PolicyDocument.Version',
    reason: 'The older version of the language knows no variables, and no policy here has one.',
  },
  {
    place: 'AWS::Cognito::UserPool *Verification*',
    reason: 'Cognito has words of its own where none are given, and sends a code unless it is told to send a link.',
  },
  {
    place: 'AWS::ApplicationAutoScaling::ScalableTarget RoleARN',
    reason: 'Application Auto Scaling has one role for functions in every account, and takes it where none is named.',
  },
  {
    place: 'AWS::Scheduler::Schedule ScheduleExpressionTimezone',
    reason: 'A rate is the same in every time zone, and UTC is taken where none is named.',
  },
  {
    place: 'AWS::Lambda::Function *',
    of: 'CustomS3AutoDelete',
    reason:
      'It is the CDK’s own, as the CDK makes it; where it stops working, the deployment or the removal of a sandbox fails and says so.',
  },
  {
    place: 'AWS::Lambda::Function *',
    of: 'CustomCDKBucketDeployment',
    reason: 'It is the CDK’s own, as the CDK makes it; where it stops working, the deployment fails and says so.',
  },
  {
    place: 'AWS::Lambda::LayerVersion *',
    reason: 'The CDK’s own function finds the AWS CLI in it; where it does not, the deployment fails and says so.',
  },
  {
    place: 'AWS::CloudFront::Distribution DistributionConfig.CacheBehaviors.*.Compress',
    reason: 'CloudFront compresses where the cache policy names a way to, and that of the API, CachingDisabled, names none.',
  },
  {
    place: 'Custom::CDKBucketDeployment WaitForDistributionInvalidation',
    reason: 'It is about a distribution whose cache is emptied, and none is named.',
  },
  {
    place: 'AWS::S3::Bucket Tags*',
    of: 'WebFiles',
    reason: 'Whose files they are is asked by a deployment alone that removes them when it goes: ours leave that to the bucket.',
  },
  {
    place: 'AWS::Lambda::Function Code*',
    reason: 'A placeholder of the proof: what is deployed is a package, which test/lib/build starts.',
  },
];

/** The reason of a survivor. */
export function explanationOf({ type, property, place: survivor }: Survivor): Explanation | undefined {
  const [, id = ''] = survivor.split(' ');
  return explanations.find(({ place, of = '' }) => id.startsWith(of) && fits(place, `${type} ${property}`));
}

function fits(place: string, text: string): boolean {
  return new RegExp(
    `^${place
      .split('*')
      .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
  ).test(text);
}
