import type { Invariant } from './invariant';
import { inDocument, type Statement } from './statements';
import { listOf, referencesIn, show, type Template, type Value } from './template';

export const lentToServices: Invariant = {
  name: 'lent-to-services',
  holds: 'Every role is lent to a service of AWS, and to nobody else.',
  violations: (template) =>
    template.of('AWS::IAM::Role').flatMap((role) => {
      const statements = inDocument(role, role.properties.AssumeRolePolicyDocument);
      const wrong = statements.filter((statement) => !lendsToService(statement));
      if (statements.length > 0 && wrong.length === 0) return [];
      return [
        {
          id: role.id,
          value: `AssumeRolePolicyDocument ${show(wrong[0]?.json ?? role.properties.AssumeRolePolicyDocument)}`,
          required: 'sts:AssumeRole, allowed to one service by its name',
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
export const sentFromHere: Invariant = {
  name: 'sent-from-here',
  holds: 'A service that a bucket, queue or topic lets in comes in the name of this account, never of somebody else’s.',
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

/** Operators with `IfExists` hold of what comes without a source, too. */
function isFromHere(template: Template, condition: Value): boolean {
  return Object.entries<Value>(condition ?? {}).some(
    ([operator, keys]) =>
      (operator === 'StringEquals' && JSON.stringify(keys['aws:SourceAccount']) === '{"Ref":"AWS::AccountId"}') ||
      (/^(Arn|String)(Equals|Like)$/.test(operator) && listOf(keys['aws:SourceArn']).length > 0 && allOfTemplate(template, keys)),
  );
}

function allOfTemplate(template: Template, keys: Value): boolean {
  return listOf(keys['aws:SourceArn']).every((arn) => referencesIn(arn).some(({ id }) => template.has(id)));
}
