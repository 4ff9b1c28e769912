import { UserError } from '../../cli/user-error';

/** The names of an application, as `lambda/names.ts` has them. */
export interface Identity {
  readonly appName: string;
  readonly shortName: string;
  readonly appTitle: string;
  readonly stackPrefix: string;
}

const keys = ['appName', 'shortName', 'appTitle', 'stackPrefix'] as const satisfies readonly (keyof Identity)[];

/** Reads the constants of `lambda/names.ts`. @throws UserError when one is missing */
export function readIdentity(source: string): Identity {
  const value = (key: keyof Identity) => {
    const [, text] = new RegExp(`^export const ${key} = '([^']+)';$`, 'm').exec(source) ?? [];
    if (text === undefined) throw new UserError(`lambda/names.ts has no line: export const ${key} = '…'; Restore it.`);
    return text;
  };
  return Object.fromEntries(keys.map((key) => [key, value(key)])) as unknown as Identity;
}

/** Replaces the constants in the text of `lambda/names.ts`. */
export const writeIdentity = (source: string, identity: Identity): string =>
  keys.reduce((text, key) => text.replace(new RegExp(`^(export const ${key} = ').+(';)$`, 'm'), `$1${identity[key]}$2`), source);

/**
 * The longest name. The stack of a stage has 40 characters at most (`lib/settings/deployment.ts`), and `-production` is the longest
 * suffix; Cognito's domain prefix has 63, of which nine belong to the stack's id; S3 limits a bucket name to 63 characters.
 */
const longest = 28;

/** Words that Cognito rejects in a domain prefix. */
const reserved = ['aws', 'amazon', 'cognito'];

/** Derives all names from one in kebab case. @throws UserError when a service would reject one of them */
export function identityOf(name: string, title: string = titleOf(name)): Identity {
  const example = 'Use two or more lowercase words joined by hyphens, such as: --name photo-service.';
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)+$/.test(name)) {
    const near = plainOf(name);
    throw new UserError(
      `The name ${JSON.stringify(name)} is not valid. ${example}${near.includes('-') ? ` Did you mean ${near}?` : ''}`,
    );
  }
  if (name.length < 3 || name.length > longest) {
    throw new UserError(`The name "${name}" has ${name.length} characters. Use 3 to ${longest}: stack names derive from it.`);
  }
  const word = reserved.find((each) => name.replaceAll('-', '').includes(each));
  if (word)
    throw new UserError(`The name "${name}" contains "${word}", which Cognito does not allow in a domain. Choose another name.`);
  if (!/^[\p{L}\p{N}][\p{L}\p{N} .&+-]{0,39}$/u.test(title)) {
    throw new UserError(
      `The title ${JSON.stringify(title)} is not valid. Use 1 to 40 letters, digits, spaces and . & + -, such as: --title "Photo Service".`,
    );
  }
  return { appName: name, shortName: name, appTitle: title, stackPrefix: name.split('-').map(capital).join('') };
}

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

const titleOf = (name: string) => name.split('-').map(capital).join(' ');

/** The nearest valid name. */
const plainOf = (name: string) =>
  name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[-0-9]+|-+$/g, '');
