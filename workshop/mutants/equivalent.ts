import type { Survivor } from './survivors';

/** Mutants that change no behavior that a check could report. */
export interface EquivalentMutants {
  /** Type and property; `*` matches any text. */
  readonly place: string;
  /** Prefix of the logical id of the resource. @default - any */
  readonly of?: string;
  readonly reason: string;
}

const words = 'Text for people: it changes no behavior.';

/** All equivalent mutants. A mutant belongs to the first row that matches. A row that matches none fails `npm run mutants`. */
export const equivalentMutants: readonly EquivalentMutants[] = [
  { place: 'AWS::* Description', reason: words },
  { place: 'AWS::*Policy PolicyDocument.Statement.*.Sid', reason: words },
  { place: 'AWS::SNS::Topic DisplayName', reason: words },
  { place: 'AWS::CloudWatch::Alarm Metrics.*.Label', reason: words },
  { place: 'AWS::CloudFront::* *Comment', reason: words },
  // part: containers
  { place: 'AWS::CloudWatch::Alarm AlarmDescription', of: 'ResizerScaling', reason: words },
  // part: containers
  { place: 'AWS::EC2::* Tags*', reason: 'Names for people: nothing selects resources by them.' },
  // part: containers
  { place: 'AWS::EC2::VPC InstanceTenancy', reason: 'The default.' },
  // part: containers
  { place: 'AWS::ECS::TaskDefinition Family', reason: 'CloudFormation names it otherwise.' },
  // part: containers
  { place: 'AWS::ECS::Service EnableECSManagedTags', reason: 'Tags for people, who look at costs.' },
  // part: containers
  { place: 'AWS::ECS::Service LoadBalancers', reason: 'The list is empty.' },
  {
    place: 'AWS::*PolicyDocument.Version',
    reason: 'The older version of the policy language has no variables, and no policy here uses one.',
  },
  {
    place: 'AWS::Cognito::UserPool *Verification*',
    reason: 'Cognito has default messages, and sends a code by default.',
  },
  {
    place: 'AWS::ApplicationAutoScaling::ScalableTarget RoleARN',
    reason: 'Application Auto Scaling has a service-linked role for functions in every account, and uses it by default.',
  },
  {
    place: 'AWS::Scheduler::Schedule ScheduleExpressionTimezone',
    reason: 'A rate is the same in every time zone, and UTC is the default.',
  },
  {
    place: 'AWS::Lambda::Function *',
    of: 'CustomS3AutoDelete',
    reason: 'A function of the CDK. If it stops working, the deployment or the removal of a sandbox fails with an error.',
  },
  {
    place: 'AWS::Lambda::Function *',
    of: 'CustomCDKBucketDeployment',
    reason: 'A function of the CDK. If it stops working, the deployment fails with an error.',
  },
  {
    place: 'AWS::Lambda::LayerVersion *',
    reason: 'It contains the AWS CLI for the CDK’s own function. If that is missing, the deployment fails with an error.',
  },
  {
    place: 'AWS::CloudFront::Distribution DistributionConfig.CacheBehaviors.*.Compress',
    reason: 'CloudFront compresses only if the cache policy enables a format; the API’s policy, CachingDisabled, enables none.',
  },
  {
    place: 'Custom::CDKBucketDeployment WaitForDistributionInvalidation',
    reason: 'It applies to a distribution whose cache is invalidated, and the deployment names none.',
  },
  {
    place: 'AWS::S3::Bucket Tags*',
    of: 'WebFiles',
    reason: 'Only a deployment that deletes its files on removal reads the owner’s tag; here the bucket deletes them.',
  },
  {
    place: 'AWS::Lambda::Function Code*',
    reason: 'A placeholder in these templates. A deployment uses a package, which test/lib/build starts.',
  },
];

/** The row of a survivor; `undefined` when it is not equivalent. */
export function equivalenceOf({ type, property, place: survivor }: Survivor): EquivalentMutants | undefined {
  const [, id = ''] = survivor.split(' ');
  return equivalentMutants.find(({ place, of = '' }) => id.startsWith(of) && matches(place, `${type} ${property}`));
}

function matches(place: string, text: string): boolean {
  return new RegExp(
    `^${place
      .split('*')
      .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
  ).test(text);
}
