import type { Invariant } from '../invariant';
import { listOf, type Resource, show, textOf, type Value } from '../template';
import { functionsIn } from './application';
import type { Contract } from './contract';

export const contractScopes = (contract: Contract): Invariant => ({
  name: 'contract-scopes',
  holds:
    'The resource server defines the scope of the API, and every client may request the scopes that the code requests, and no others.',
  violations: (template) => {
    if (functionsIn(template, contract).size === 0) return [];
    const servers = template.of('AWS::Cognito::UserPoolResourceServer');
    const { server, scope, signIn } = contract.scopes;
    const defined = servers.flatMap(({ properties }) =>
      listOf(properties.Scopes).map(({ ScopeName }) => `${show(properties.Identifier)}/${show(ScopeName)}`),
    );
    return [
      ...(JSON.stringify(defined) === JSON.stringify([`${server}/${scope}`])
        ? []
        : [
            {
              id: servers[0]?.id ?? 'resource server',
              value: show(defined),
              required: `${server}/${scope} (resourceServer in lambda/contract.ts)`,
            },
          ]),
      ...template.of('AWS::Cognito::UserPoolClient').flatMap(({ id, properties }) => {
        const asked = listOf(properties.AllowedOAuthScopes).map((each) => scopeOf(servers, each));
        if (JSON.stringify([...asked].sort()) === JSON.stringify([...signIn].sort())) return [];
        return [
          { id, value: `AllowedOAuthScopes ${show(asked)}`, required: `${signIn.join(', ')} (signInScopes in lambda/contract.ts)` },
        ];
      }),
    ];
  },
});

/** A scope as a token has it: a reference to a resource server is its identifier. */
function scopeOf(servers: readonly Resource[], scope: Value): string {
  return textOf(scope).replaceAll(
    /<([A-Za-z0-9]+)>/g,
    (whole, id) => servers.find((server) => server.id === id)?.properties.Identifier ?? whole,
  );
}
