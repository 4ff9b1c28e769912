import { functionTypes } from './functions';
import type { Invariant, Violation } from './invariant';
import { type Resource, referencesIn, show, type Template, textOf, type Value } from './template';

/** Names of variables that usually contain a secret. */
const secretName = /secret|password|passwd|token|credential|api_?key|private_?key|access_?key/i;

/** Values that are secrets: AWS access keys, PEM, tokens of well-known services, signed tokens, passwords in URLs. */
const secretText =
  /A(KIA|SIA)[0-9A-Z]{16}|-----BEGIN|\b(ghp|gho|xox[abp]|sk_live|rk_live)_?[-\w]{10,}|\beyJ[\w-]{10,}\.|:\/\/[^/\s:@]+:[^/\s:@]+@/;

/** CloudFormation resolves it during the deployment. Everyone who can read the function's configuration can then read the secret. */
const dynamicReference = /\{\{resolve:(secretsmanager|ssm-secure)/;

/** Attributes that return a secret. */
const secretAttributes = ['ClientSecret', 'SecretAccessKey', 'SecretString', 'Plaintext'];

export const noSecretInEnvironment: Invariant = {
  name: 'no-secret-in-environment',
  holds: 'No environment variable contains a secret, neither as text nor by a reference that CloudFormation resolves.',
  violations: (template) => template.of(...functionTypes).flatMap((fn) => secretsOf(template, fn)),
};

function secretsOf(template: Template, { id, properties }: Resource): Violation[] {
  const variables = properties.Environment?.Variables ?? {};
  return Object.entries<Value>(variables)
    .filter(([name, value]) => isSecret(template, name, value))
    .map(([name, value]) => ({
      id,
      value: `${name} ${hidden(value)}`,
      required: 'the name or ARN of the secret, and a permission to read it at cold start',
    }));
}

function isSecret(template: Template, name: string, value: Value): boolean {
  const text = textOf(value);
  if (secretText.test(text) || dynamicReference.test(JSON.stringify(value))) return true;
  const references = referencesIn(value);
  if (references.some(({ attribute = '' }) => secretAttributes.includes(attribute))) return true;
  // The value of a parameter is unknown. A reference to a resource is the ARN or the name of the secret, as required.
  const isParameter = references.some((reference) => !reference.id.startsWith('AWS::') && !template.has(reference.id));
  return isParameter || (secretName.test(name) && !/(_ARN|_NAME|_ID|_URL)$/i.test(name) && references.length === 0);
}

/** Hides most of a value, because reports are stored. */
function hidden(value: Value): string {
  return typeof value === 'string' ? `${value.slice(0, 4)}… (${value.length} characters)` : show(value);
}
