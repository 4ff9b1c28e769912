import { UserError } from '../../cli/user-error';
import { functionNames } from '../../lib/functions';

/** A name becomes a file, a function and a part of the names of its resources. */
const longestName = 40;

/** Reserved words of JavaScript, and `constructor`, which every object has as a property. */
const reserved = new Set(
  (
    'arguments await break case catch class const constructor continue debugger default delete do else enum eval export extends false ' +
    'finally for function if implements import in instanceof interface let new null package private protected public return static ' +
    'super switch this throw true try typeof undefined var void while with yield'
  ).split(' '),
);

/**
 * @param examples of the names that are usual here
 * @throws UserError when no endpoint or trigger can have the name
 */
export function checkName(name: string, examples: string): void {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
    const [suggested] = [kebabCase(name)].filter((text) => /^[a-z]/.test(text));
    const fix = suggested ? `Write ${suggested}.` : `Write a name such as ${examples}.`;
    throw new UserError(`The name ${JSON.stringify(name)} is not in kebab case: lowercase words, joined by hyphens. ${fix}`);
  }
  if (name.length > longestName) {
    throw new UserError(`The name "${name}" has ${name.length} characters. Use at most ${longestName}.`);
  }
  if (reserved.has(name)) {
    throw new UserError(`The name "${name}" is reserved. Add a word, as in ${examples}.`);
  }
  if (new Set<string>(functionNames).has(name)) {
    throw new UserError(`A function "${name}" exists. Use another name. These exist: ${functionNames.join(', ')}.`);
  }
}

/** `addTag` and `Add tag` become `add-tag`. */
function kebabCase(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}
