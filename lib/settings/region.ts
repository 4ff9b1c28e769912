import { RegionInfo } from 'aws-cdk-lib/region-info';
import { UserError } from '../../cli/user-error';

/**
 * @param region region of the stack, if it is known during synthesis
 * @throws UserError for a region outside of the partition `aws`, where services have other domains or are missing
 */
export function checkRegion(region: string | undefined): void {
  const partition = region && RegionInfo.get(region).partition;
  if (!partition || partition === 'aws') return;
  throw new UserError(
    `The region ${region} belongs to the partition ${partition}. This application supports only the partition aws: China, AWS GovCloud and ` +
      'the sovereign and secret regions have other domains and lack services that it requires. Use another region: AWS_REGION=eu-central-1.',
  );
}
