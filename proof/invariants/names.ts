import type { Invariant, Violation } from './invariant';
import { type Resource, show, type Template, textOf, type Value } from './template';

/** The names that AWS requires. Each must contain the name of the stack. */
const forced: Readonly<Record<string, readonly string[]>> = {
  // A bus has no other identity.
  'AWS::Events::EventBus': ['Name'],
  // Elsewhere each API adds to one policy of the account.
  'AWS::Logs::LogGroup': ['LogGroupName'],
  // The prefix of the sign-in page, one for all accounts of a region.
  'AWS::Cognito::UserPoolDomain': ['Domain'],
  'AWS::CloudFront::Function': ['Name'],
};

/** Names that AWS forces on us within a property: of CloudFront, which an account has in common for all its regions. */
const inner: Readonly<Record<string, string>> = {
  'AWS::CloudFront::CachePolicy': 'CachePolicyConfig',
  'AWS::CloudFront::OriginAccessControl': 'OriginAccessControlConfig',
  'AWS::CloudFront::OriginRequestPolicy': 'OriginRequestPolicyConfig',
  'AWS::CloudFront::ResponseHeadersPolicy': 'ResponseHeadersPolicyConfig',
};

/** Names that need not be unique, or only within another resource of the stack. */
const scoped = [
  'AWS::ApiGateway::RestApi',
  'AWS::ApiGateway::Authorizer',
  'AWS::ApiGateway::Stage',
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::Authorizer',
  'AWS::ApiGatewayV2::Stage',
  'AWS::Cognito::UserPoolResourceServer',
  'AWS::IAM::Policy',
  'AWS::IAM::RolePolicy',
  'AWS::Lambda::Alias',
];

/** Names whose property says neither `Name` nor the type's. */
const others: Readonly<Record<string, readonly string[]>> = {
  'AWS::DynamoDB::GlobalTable': ['TableName'],
  'AWS::Serverless::Function': ['FunctionName'],
  'AWS::Lambda::LayerVersion': ['LayerName'],
  'AWS::Cognito::UserPoolClient': ['ClientName'],
  'AWS::Cognito::UserPoolDomain': ['Domain'],
  'AWS::CodeDeploy::Application': ['ApplicationName'],
  'AWS::RDS::DBInstance': ['DBInstanceIdentifier'],
};

export const noPhysicalNames: Invariant = {
  name: 'no-physical-names',
  holds: "Only resources whose name AWS requires have one, and it contains the stack's: an account can have two copies.",
  violations: (template) =>
    template.resources.flatMap((resource) => [...namesOf(template, resource), ...globalNames(template, resource)]),
};

/** Where a name holds for all regions, the same stack in another region needs another one. */
function globalNames(template: Template, { id, type, properties }: Resource): Violation[] {
  if (!type.startsWith('AWS::CloudFront::')) return [];
  const config = inner[type];
  const name = config ? properties[config]?.Name : properties.Name;
  if (name === undefined || (isOfStack(template, name) && textOf(name).includes('<AWS::Region>'))) return [];
  return [{ id, value: `Name ${show(name)}`, required: 'a name that is made of the names of the stack and of the region' }];
}

function namesOf(template: Template, { id, type, properties }: Resource): Violation[] {
  if (scoped.includes(type)) return [];
  const own = type.split('::').pop() ?? '';
  const candidates = ['Name', `${own}Name`, ...(others[type] ?? [])];
  return [...new Set(candidates)]
    .filter((property) => properties[property] !== undefined)
    .filter((property) => !(forced[type]?.includes(property) && isOfStack(template, properties[property])))
    .map((property) => ({
      id,
      value: `${property} ${show(properties[property])}`,
      required: forced[type]?.includes(property)
        ? 'a name that is made of the name of the stack'
        : 'no physical name: CloudFormation generates one',
    }));
}

function isOfStack({ stack }: Template, name: Value): boolean {
  const text = textOf(name);
  return (
    text.includes('<AWS::StackName>') ||
    (stack !== undefined && new RegExp(`(^|[^A-Za-z0-9])${stack}($|[^A-Za-z0-9])`, 'i').test(text))
  );
}
