import { functionTypes } from './functions';
import type { Invariant, Violation } from './invariant';
import { type Resource, referencesIn, show, type Template, textOf, type Value } from './template';

/** Names under which secrets are kept. */
const secretName = /secret|password|passwd|token|credential|api_?key|private_?key|access_?key/i;

/** Texts that are secrets: keys of AWS, PEM, tokens of known services, signed tokens, passwords in URLs. */
const secretText =
  /A(KIA|SIA)[0-9A-Z]{16}|-----BEGIN|\b(ghp|gho|xox[abp]|sk_live|rk_live)_?[-\w]{10,}|\beyJ[\w-]{10,}\.|:\/\/[^/\s:@]+:[^/\s:@]+@/;

/** CloudFormation replaces it during the deployment, so that everyone who may read the function's settings can read the secret. */
const dynamicReference = /\{\{resolve:(secretsmanager|ssm-secure)/;

/** Attributes that hold a secret. */
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
      required: 'no secret: its name or ARN, and a permission to read it at cold start',
    }));
}

function isSecret(template: Template, name: string, value: Value): boolean {
  const text = textOf(value);
  if (secretText.test(text) || dynamicReference.test(JSON.stringify(value))) return true;
  const references = referencesIn(value);
  if (references.some(({ attribute = '' }) => secretAttributes.includes(attribute))) return true;
  // What a parameter holds stands nowhere; an ARN or a name of the secret is what should be there.
  const isParameter = references.some((reference) => !reference.id.startsWith('AWS::') && !template.has(reference.id));
  return isParameter || (secretName.test(name) && !/(_ARN|_NAME|_ID|_URL)$/i.test(name) && references.length === 0);
}

/** Enough to find it by, and no more: reports are kept. */
function hidden(value: Value): string {
  return typeof value === 'string' ? `${value.slice(0, 4)}… (${value.length} characters)` : show(value);
}
