import type { Invariant, Violation } from './invariant';
import { inDocument, isAbout, type Statement } from './statements';
import { isTrue, listOf, names, type Resource, show, type Template, textOf, type Value } from './template';

const buckets = ['AWS::S3::Bucket'] as const;
const blocks = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'] as const;

export const privateBuckets: Invariant = {
  name: 'private-buckets',
  holds: 'No bucket is public.',
  violations: (template) =>
    template.of(...buckets).flatMap((bucket) => [...publicSettings(bucket), ...publicStatements(template, bucket)]),
};

function publicSettings({ id, properties }: Resource): Violation[] {
  const { PublicAccessBlockConfiguration: block, AccessControl, WebsiteConfiguration } = properties;
  return [
    ...blocks
      .filter((name) => !isTrue(block?.[name]))
      .map((name) => ({
        id,
        value: `${name} ${show(block?.[name])}`,
        required: 'true, so that no policy and no ACL can make it public',
      })),
    ...(AccessControl === undefined || ['Private', 'LogDeliveryWrite'].includes(AccessControl)
      ? []
      : [{ id, value: `AccessControl ${show(AccessControl)}`, required: 'no ACL' }]),
    ...(WebsiteConfiguration === undefined
      ? []
      : [{ id, value: 'WebsiteConfiguration', required: 'no website configuration: CloudFront serves pages' }]),
  ];
}

function publicStatements(template: Template, bucket: Resource): Violation[] {
  return policiesOf(template, bucket)
    .filter(({ json }) => json.Effect !== 'Deny' && isAnyone(json.Principal ?? json.NotPrincipal))
    .map(({ id, json }) => ({
      id,
      value: `Principal ${show(json.Principal ?? json.NotPrincipal)}`,
      required: 'only named roles and services',
    }));
}

const closed = [...buckets, 'AWS::SQS::Queue', 'AWS::SNS::Topic'] as const;

export const tlsOnly: Invariant = {
  name: 'tls-only',
  holds: 'Buckets, queues and topics reject requests without TLS.',
  violations: (template) =>
    template
      .of(...closed)
      .filter((resource) => !policiesOf(template, resource).some((statement) => deniesPlainHttp(template, statement, resource)))
      .map(({ id, type }) => ({
        id,
        value: 'accepts requests without TLS',
        required: `a statement in its policy that denies all of ${serviceOf(type)}:* to anyone where aws:SecureTransport is false`,
      })),
};

function deniesPlainHttp(template: Template, statement: Statement, resource: Resource): boolean {
  const { Effect, Action, Principal, Condition } = statement.json;
  const everything = listOf(Action).some((action) => ['*', `${serviceOf(resource.type)}:*`].includes(String(action).toLowerCase()));
  // A topic's policy accepts no wildcard for all actions. Denying sns:Publish is enough.
  const publishing = resource.type === 'AWS::SNS::Topic' && listOf(Action).some((action) => /^sns:publish$/i.test(String(action)));
  const conditions = Object.entries<Value>(Condition ?? {});
  const [[operator, keys] = [], ...more] = conditions;
  const plainText =
    /^bool$/i.test(operator ?? '') && Object.keys(keys ?? {}).length === 1 && String(keys['aws:SecureTransport']) === 'false';
  const whole = resource.type !== 'AWS::S3::Bucket' || coversBucket(statement, resource);
  return (
    Effect === 'Deny' &&
    (everything || publishing) &&
    isAnyone(Principal) &&
    plainText &&
    more.length === 0 &&
    whole &&
    isAbout(template, statement, resource)
  );
}

/** Whether a statement covers the bucket itself and all its objects. */
function coversBucket({ json }: Statement, bucket: Resource): boolean {
  const texts = listOf(json.Resource).map(textOf);
  return texts.includes('*') || [`<${bucket.id}.Arn>`, `<${bucket.id}.Arn>/*`].every((text) => texts.includes(text));
}

/** Returns the statements of the resource policies of a bucket, queue or topic. */
function policiesOf(template: Template, resource: Resource): Statement[] {
  return template
    .of('AWS::S3::BucketPolicy', 'AWS::SQS::QueuePolicy', 'AWS::SNS::TopicPolicy')
    .filter(({ properties: { Bucket, Queues, Topics } }) => names([Bucket, Queues, Topics], resource))
    .flatMap((policy) => inDocument(policy, policy.properties.PolicyDocument));
}

function isAnyone(principal: Value): boolean {
  if (principal === '*') return true;
  return typeof principal === 'object' && Object.values<Value>(principal).some((who) => listOf(who).includes('*'));
}

function serviceOf(type: string): string {
  return (type.split('::')[1] ?? '').toLowerCase();
}
