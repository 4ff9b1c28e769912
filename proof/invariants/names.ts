import type { Invariant, Violation } from './invariant';
import { type Resource, show, type Template, textOf, type Value } from './template';

/** Properties for which AWS requires a name. Each name must contain the name of the stack. */
const forced: Readonly<Record<string, readonly string[]>> = {
  // A bus is identified by its name.
  'AWS::Events::EventBus': ['Name'],
  // With other names, every API would extend the same resource policy of the account.
  'AWS::Logs::LogGroup': ['LogGroupName'],
  // What comes before the slash is a folder of the console.
  'AWS::Logs::QueryDefinition': ['Name'],
  // The prefix of the sign-in page must be unique among all accounts of a region.
  'AWS::Cognito::UserPoolDomain': ['Domain'],
  'AWS::CloudFront::Function': ['Name'],
};

/** Nested properties for which AWS requires a name. They belong to CloudFront, where a name is unique in an account, for all regions. */
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

/** Properties that contain a name, but are called neither `Name` nor after their type. */
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

/** A name that is unique for all regions must contain the region, so that the stack can be deployed to several regions. */
function globalNames(template: Template, { id, type, properties }: Resource): Violation[] {
  if (!type.startsWith('AWS::CloudFront::')) return [];
  const config = inner[type];
  const name = config ? properties[config]?.Name : properties.Name;
  if (name === undefined || (isOfStack(template, name) && textOf(name).includes('<AWS::Region>'))) return [];
  return [{ id, value: `Name ${show(name)}`, required: 'a name that contains the name of the stack and the region' }];
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
        ? 'a name that contains the name of the stack'
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
