import type { EndpointRow } from '../lambda/api/endpoints';
import type { Acknowledgement } from './acknowledgement';

/** The rule that an endpoint breaks on purpose when API Gateway requires no token for it. */
export function ofEndpoint({ method, path, access }: EndpointRow): Acknowledgement[] {
  if (access === 'owner') return [];
  return [
    {
      rule: 'AwsSolutions-APIG4',
      at: `Service/Http/Api/${method}${path.replaceAll('/', '--')}`,
      reason: reasons[access],
    },
  ];
}

const reasons: Readonly<Record<Exclude<EndpointRow['access'], 'owner'>, string>> = {
  public: 'Its row in lambda/api/endpoints.ts declares that anyone may call it.',
  signed: 'Its function rejects a request without a valid signature.', // part: signed
};
