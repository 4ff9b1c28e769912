// Endpoints that require no token, added to the table.
import { PATH_METADATA_ENABLE_CONTEXT } from 'aws-cdk-lib/cx-api';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { EndpointRow } from '../../lambda/api/endpoints';
import { acknowledgeFindings } from '../../lib/acknowledgements';
import { synthStack, synthTemplate } from '../../lib/testing/synth';
import { findingsIn } from '../../proof/invariants';

jest.mock('../../lambda/api/endpoints', () => {
  const table = jest.requireActual('../../lambda/api/endpoints');
  const added: readonly EndpointRow[] = [
    { name: 'test-price', method: 'GET', path: '/prices/{currency}', access: 'public', may: [], summary: 'A price' },
    // part: signed
    { name: 'test-hook', method: 'POST', path: '/hooks/test', access: 'signed', secret: 'test', may: [], summary: 'A webhook' },
  ];
  return { ...table, endpoints: [...table.endpoints, ...added] };
});

it('leaves no finding of cdk-nag about a route without a token', () => {
  const stack = synthStack();
  const openRoutes = () =>
    new AwsSolutionsChecks()
      .validateScope(stack)
      .violations.filter(({ ruleName }) => ruleName === 'AwsSolutions-APIG4')
      .flatMap(({ violatingResources }) => violatingResources.map(({ constructPath = '' }) => constructPath.split('/').at(-2)));
  expect(openRoutes()).toEqual(
    expect.arrayContaining([
      'GET--health',
      'GET--prices--{currency}',
      'POST--hooks--test', // part: signed
    ]),
  );

  acknowledgeFindings(stack);

  expect(openRoutes()).toEqual([]);
});

it('asks for a second declaration of a public endpoint', () => {
  const template = synthTemplate({ context: { [PATH_METADATA_ENABLE_CONTEXT]: true } }).toJSON();

  const required = findingsIn(template).flatMap(({ invariant, required }) => (invariant === 'jwt-on-routes' ? [required] : []));

  expect(required).toEqual([
    expect.stringContaining("add 'GET /prices/{currency}' to openRoutes in proof/invariants/application.ts"),
  ]);
});
