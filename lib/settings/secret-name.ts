import { UserError } from '../../cli/user-error';

/**
 * @throws UserError unless the setting is a name that CloudFormation can resolve in Secrets Manager, instead of the secret
 * itself
 */
export function requireSecretName(setting: string, name: string): void {
  // A colon would end the name in a dynamic reference of CloudFormation.
  if (/^[\w/+=.@-]{1,512}$/.test(name)) return;
  throw new UserError(
    `Invalid value for ${setting}: "${name}". Use the name of a secret in Secrets Manager, not its ARN or its content: ` +
      '1 to 512 letters, digits and /_+=.@-.',
  );
}
