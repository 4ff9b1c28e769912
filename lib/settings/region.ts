import { RegionInfo } from 'aws-cdk-lib/region-info';
import { UserError } from '../../cli/user-error';

/**
 * @param region where the stack goes, as far as that is known at synth
 * @throws UserError when it lies outside the partition `aws`, where S3, Cognito and CloudFront have other domains or are missing
 */
export function checkRegion(region: string | undefined): void {
  const partition = region && RegionInfo.get(region).partition;
  if (!partition || partition === 'aws') return;
  throw new UserError(
    `The region is ${region}, of the partition ${partition}. This application runs in the partition aws alone: China, AWS GovCloud and ` +
      'the sovereign and secret regions have other domains and lack services that it uses. Choose another region: AWS_REGION=eu-central-1.',
  );
}
