import { SetupError } from './setup-error';

/** The page on a domain of one's own, and behind a firewall. CloudFront takes both from us-east-1, wherever the stack is. */
export interface WebSettings {
  /** Where the page is, such as `photos.example.com`. You point its DNS record to the output `PageTarget`. @default - CloudFront's */
  readonly domainName?: string;
  /** ARN of the certificate for `domainName`, in ACM in us-east-1. @default - CloudFront's */
  readonly certificateArn?: string;
  /**
   * ARN of a web ACL of WAF, with the scope CLOUDFRONT. It costs 5 USD a month, 1 USD for each of its rules and 0.60 USD for a
   * million requests. @default - none
   */
  readonly webAclArn?: string;
}

/** @throws SetupError on what CloudFront would refuse at deployment, which nothing tells before */
export function checkWeb({ domainName, certificateArn, webAclArn }: WebSettings): void {
  if (!domainName !== !certificateArn) {
    const [given, missing] = domainName ? ['domainName', 'certificateArn'] : ['certificateArn', 'domainName'];
    throw new SetupError(`web.${given} is set without web.${missing}. Set both, or leave both out.`);
  }
  if (domainName !== undefined && !/^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/.test(domainName)) {
    throw new SetupError(
      `web.domainName is "${domainName}". Write the name alone, in small letters and without https://: photos.example.com.`,
    );
  }
  requireArn('web.certificateArn', certificateArn, /^arn:aws:acm:us-east-1:\d{12}:certificate\/[\w-]+$/, certificateExample);
  requireArn('web.webAclArn', webAclArn, /^arn:aws:wafv2:us-east-1:\d{12}:global\/webacl\/[\w-]+\/[\w-]+$/, webAclExample);
}

const certificateExample = 'arn:aws:acm:us-east-1:111122223333:certificate/12345678-1234-1234-1234-123456789012';
const webAclExample = 'arn:aws:wafv2:us-east-1:111122223333:global/webacl/page/12345678-1234-1234-1234-123456789012';

function requireArn(setting: string, arn: string | undefined, pattern: RegExp, example: string): void {
  if (arn === undefined || pattern.test(arn)) return;
  throw new SetupError(`${setting} is "${arn}". CloudFront takes it from us-east-1 alone. Write its whole ARN: ${example}.`);
}
