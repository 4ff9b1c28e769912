import type { Invariant, Violation } from './invariant';
import { type Diagnostic, diagnosticsOf } from './schema-validator';
import { type Resource, show, type Value } from './template';

/** Results by type and properties: templates of variants and mutants have most resources in common. */
const known = new Map<string, readonly Diagnostic[]>();

export const acceptedValues: Invariant = {
  name: 'accepted-values',
  holds: 'Every property exists, and every value is within the range, enum, pattern and length that the service accepts.',
  violations: (template) => template.resources.flatMap(rejected),
};

function rejected(resource: Resource): Violation[] {
  const { id, type, properties } = resource;
  const key = `${type} ${JSON.stringify(properties)}`;
  const diagnostics = known.get(key) ?? diagnosticsOf(resource).filter(isRejection);
  known.set(key, diagnostics);
  return diagnostics.map(({ ruleId, message, propertyPath = 'Properties' }) => {
    const path = propertyPath.replace(/^Properties\.?/, '');
    return {
      id,
      value: path ? `${path} ${show(at(properties, path))}` : `properties ${show(Object.keys(properties).join(', '))}`,
      required: `what ${type} accepts: ${message.replaceAll(/\s+/g, ' ')} (${ruleId})`,
    };
  });
}

/** The validator only warns about a value outside an enum. It also only warns about numbers as strings, which CloudFormation accepts. */
function isRejection({ severity, ruleId }: Diagnostic): boolean {
  return severity === 'FATAL' || severity === 'ERROR' || ruleId === 'W3030';
}

function at(properties: Value, path: string): Value {
  return path.split('.').reduce((place, key) => place?.[key], properties);
}
