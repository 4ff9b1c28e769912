import type { Invariant, Violation } from './invariant';
import { isTrue, listOf, type Resource, show, type Template, textOf, type Value } from './template';

export const soundClients: Invariant = {
  name: 'sound-clients',
  holds:
    'Users sign in only on Cognito’s page, and codes are sent to an HTTPS address of the application or to the user’s computer.',
  violations: (template) => template.of('AWS::Cognito::UserPoolClient').flatMap((client) => unsound(template, client)),
};

function unsound(template: Template, client: Resource): Violation[] {
  const { id, properties } = client;
  const {
    AllowedOAuthFlows: flows,
    ExplicitAuthFlows,
    CallbackURLs,
    LogoutURLs,
    GenerateSecret,
    EnableTokenRevocation,
  } = properties;
  const addresses = [...listOf(CallbackURLs), ...listOf(LogoutURLs)];
  const wrong: [isWrong: boolean, value: string, required: string][] = [
    [JSON.stringify(flows) !== '["code"]', `AllowedOAuthFlows ${show(flows)}`, 'only code: other flows put tokens into URLs'],
    [
      JSON.stringify(ExplicitAuthFlows) !== '["ALLOW_USER_SRP_AUTH"]',
      `ExplicitAuthFlows ${show(ExplicitAuthFlows)}`,
      'only ALLOW_USER_SRP_AUTH: the others send passwords, or refresh tokens that are never replaced',
    ],
    [isTrue(GenerateSecret), 'GenerateSecret true', 'no secret: neither a page nor a program on a user’s computer can keep one'],
    [!isTrue(EnableTokenRevocation), 'EnableTokenRevocation', 'true, so that signing out revokes the tokens'],
    [
      !isPage(template, client),
      'no AWS::Cognito::ManagedLoginBranding',
      'one with UseCognitoProvidedValues: without it, Cognito shows no sign-in page',
    ],
    ...addresses
      .filter((address) => !/^(https:\/\/[^*]+|http:\/\/localhost:\d+\/)$/.test(textOf(address)))
      .map((address): [boolean, string, string] => [true, show(address), 'https, or http on localhost']),
    [listOf(CallbackURLs).length === 0, 'CallbackURLs', 'a registered URL'],
  ];
  return wrong.filter(([isWrong]) => isWrong).map(([, value, required]) => ({ id, value, required }));
}

/** Whether managed login has a branding for the client. Without one, Cognito shows no sign-in page. */
function isPage(template: Template, client: Resource): boolean {
  const shown = ({ properties: { ClientId, UseCognitoProvidedValues, Settings } }: { properties: Value }) =>
    template.named(ClientId, client.type).includes(client) && (isTrue(UseCognitoProvidedValues) || Settings !== undefined);
  return (
    template.of('AWS::Cognito::ManagedLoginBranding').some(shown) &&
    template.of('AWS::Cognito::UserPoolDomain').every(({ properties }) => properties.ManagedLoginVersion === 2)
  );
}
