import { Duration, Stack } from 'aws-cdk-lib';
import { HeadersFrameOption, HeadersReferrerPolicy, ResponseHeadersPolicy } from 'aws-cdk-lib/aws-cloudfront';
import { Construct } from 'constructs';
import { signInUrl } from '../storage/sign-in-domain';
import { contentSecurityPolicy } from './content-security-policy';

export interface PageHeadersProps {
  /** Name of the policy, unique in the account. */
  readonly name: string;
}

/** The page's Content-Security-Policy. */
export class PageHeaders extends Construct {
  readonly policy: ResponseHeadersPolicy;

  constructor(scope: Construct, id: string, { name }: PageHeadersProps) {
    super(scope, id);
    const { region } = Stack.of(this);
    // A reference to the buckets would be circular: their CORS rules name the page.
    const buckets = `https://*.s3.${region}.amazonaws.com`;
    this.policy = new ResponseHeadersPolicy(this, 'Policy', {
      responseHeadersPolicyName: name,
      securityHeadersBehavior: {
        contentSecurityPolicy: {
          contentSecurityPolicy: contentSecurityPolicy({
            connect: [`https://cognito-idp.${region}.amazonaws.com`, signInUrl(this), buckets],
            images: [buckets],
          }),
          override: true,
        },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
        referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
        // Without subdomains, which may not belong to the page.
        strictTransportSecurity: { accessControlMaxAge: Duration.days(365), includeSubdomains: false, override: true },
      },
      customHeadersBehavior: {
        customHeaders: [
          { header: 'cross-origin-opener-policy', value: 'same-origin', override: true },
          { header: 'permissions-policy', value: 'camera=(), geolocation=(), microphone=(), payment=(), usb=()', override: true },
        ],
      },
    });
  }
}
