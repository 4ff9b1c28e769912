import type { Invariant } from './invariant';
import { inDocument, keyed, type Statement } from './statements';
import { listOf, referencesIn, show, type Template, type Value } from './template';

export const assumedByServices: Invariant = {
  name: 'assumed-by-services',
  holds: 'Only AWS services can assume a role.',
  violations: (template) =>
    template.of('AWS::IAM::Role').flatMap((role) => {
      const statements = inDocument(role, role.properties.AssumeRolePolicyDocument);
      const wrong = statements.filter((statement) => !lendsToService(statement));
      if (statements.length > 0 && wrong.length === 0) return [];
      return [
        {
          id: role.id,
          value: `AssumeRolePolicyDocument ${show(wrong[0]?.json ?? role.properties.AssumeRolePolicyDocument)}`,
          required: 'sts:AssumeRole, allowed to one named service',
        },
      ];
    }),
};

function lendsToService({ json: { Effect, Action, Principal } }: Statement): boolean {
  const [[kind, service] = [], ...others] = Object.entries<Value>(Principal ?? {});
  const isService = kind === 'Service' && typeof service === 'string' && /^[a-z0-9.-]+\.amazonaws\.com$/.test(service);
  return Effect === 'Allow' && Action === 'sts:AssumeRole' && isService && others.length === 0;
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html */
export const noConfusedDeputy: Invariant = {
  name: 'no-confused-deputy',
  holds: 'A bucket, queue or topic accepts an AWS service only on behalf of this account.',
  violations: (template) =>
    template
      .of('AWS::S3::BucketPolicy', 'AWS::SQS::QueuePolicy', 'AWS::SNS::TopicPolicy')
      .flatMap((policy) => inDocument(policy, policy.properties.PolicyDocument))
      .filter(
        ({ json }) => json.Effect !== 'Deny' && json.Principal?.Service !== undefined && !isFromHere(template, json.Condition),
      )
      .map(({ id, json }) => ({
        id,
        value: `${show(json.Principal.Service)} when ${show(json.Condition)}`,
        required: 'aws:SourceAccount, equal to this account; or aws:SourceArn, equal to a resource of this template',
      })),
};

/** Operators with `IfExists` also match requests without a source. */
function isFromHere(template: Template, condition: Value): boolean {
  return Object.entries<Value>(condition ?? {}).some(([operator, keys]) => {
    const sources = listOf(keyed(keys, 'aws:SourceArn'));
    return (
      (operator === 'StringEquals' && JSON.stringify(keyed(keys, 'aws:SourceAccount')) === '{"Ref":"AWS::AccountId"}') ||
      (/^(Arn|String)(Equals|Like)$/.test(operator) && sources.length > 0 && sources.every((arn) => isOfTemplate(template, arn)))
    );
  });
}

function isOfTemplate(template: Template, arn: Value): boolean {
  return referencesIn(arn).some(({ id }) => template.has(id));
}
