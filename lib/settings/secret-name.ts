import { UserError } from '../../cli/user-error';

/** @throws UserError unless the setting is what CloudFormation can look up in Secrets Manager, and not the secret itself */
export function requireSecretName(setting: string, name: string): void {
  // A colon would end the name in CloudFormation's reference.
  if (/^[\w/+=.@-]{1,512}$/.test(name)) return;
  throw new UserError(
    `${setting} is "${name}". Write the name of a secret in Secrets Manager, not its ARN or its content: ` +
      '1 to 512 letters, digits and /_+=.@-.',
  );
}
