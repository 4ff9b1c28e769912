import { functionBehind } from '../functions';
import type { Invariant, Violation } from '../invariant';
import { type Resource, show, type Template } from '../template';
import { functionsIn } from './application';
import type { Contract } from './contract';

export const contractRoutes = (contract: Contract): Invariant => ({
  name: 'contract-routes',
  holds: 'Every endpoint has a route to its function, with the payload format that its code reads.',
  violations: (template) => {
    const functions = functionsIn(template, contract);
    if (functions.size === 0) return [];
    const routes = template.of('AWS::ApiGatewayV2::Route');
    return contract.endpoints.flatMap(({ name, method, path }) => {
      const route = routes.find(({ properties }) => properties.RouteKey === `${method} ${path}`);
      if (!route) return [{ id: name, value: 'no route', required: `${method} ${path} (lambda/api/endpoints.ts)` }];
      return integration(template, route, functions.get(name));
    });
  },
});

function integration(template: Template, { id, properties }: Resource, fn: Resource | undefined): Violation[] {
  const [behind] = template.named(properties.Target, 'AWS::ApiGatewayV2::Integration');
  const { IntegrationUri, IntegrationType, PayloadFormatVersion } = behind?.properties ?? {};
  return [
    ...(fn && functionBehind(template, IntegrationUri) === fn
      ? []
      : [
          {
            id,
            value: `Target ${show(properties.Target)}`,
            required: `an integration of ${fn?.id ?? 'its function'}, whose code answers this route`,
          },
        ]),
    ...(IntegrationType === 'AWS_PROXY' && PayloadFormatVersion === '2.0'
      ? []
      : [
          {
            id: behind?.id ?? id,
            value: `${show(IntegrationType)} ${show(PayloadFormatVersion)}`,
            required: 'AWS_PROXY and 2.0: the code reads requestContext.authorizer.jwt',
          },
        ]),
  ];
}
