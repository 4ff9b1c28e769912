import { UserError } from '../../cli/user-error';
import { type NamesOf, requireKnownNames } from './requirements';
import { requireSecretName } from './secret-name';

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
  /** By which the API refuses requests that went past the web ACL, to its own address. @default - it answers there, too */
  readonly originSecret?: OriginSecret;
}

/** A secret that CloudFront adds to every request to the API. It is made by hand before the deployment, and costs 0.40 USD a month. */
export interface OriginSecret {
  /** Its name in Secrets Manager, in the region of the stack. */
  readonly name: string;
  /** Its SHA-256 digest in hexadecimal, by which the functions know it; while it is replaced, those of the old and the new one. */
  readonly sha256: readonly string[];
}

/** @throws UserError on what CloudFront would refuse at deployment, which nothing tells before */
export function checkWeb(settings: WebSettings): void {
  requireKnownNames('web', settings, names);
  const { domainName, certificateArn, webAclArn, originSecret } = settings;
  if (!domainName !== !certificateArn) {
    const [given, missing] = domainName ? ['domainName', 'certificateArn'] : ['certificateArn', 'domainName'];
    throw new UserError(`web.${given} is set without web.${missing}. Set both, or leave both out.`);
  }
  if (domainName !== undefined && !/^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/.test(domainName)) {
    throw new UserError(
      `web.domainName is "${domainName}". Write the name alone, in small letters and without https://: photos.example.com.`,
    );
  }
  requireArn('web.certificateArn', certificateArn, /^arn:aws:acm:us-east-1:\d{12}:certificate\/[\w-]+$/, certificateExample);
  requireArn('web.webAclArn', webAclArn, /^arn:aws:wafv2:us-east-1:\d{12}:global\/webacl\/[\w-]+\/[\w-]+$/, webAclExample);
  if (originSecret) checkOriginSecret(originSecret);
}

/** What a firewall leaves open that stands before the page; `undefined` where there is none, or nothing is left open. */
export function webNotice({ webAclArn, originSecret }: WebSettings): string | undefined {
  if (!webAclArn || originSecret) return undefined;
  return (
    'web.webAclArn guards what goes through CloudFront. The API answers at its own address, too, where AWS WAF cannot stand. ' +
    'To close that way, set web.originSecret: docs/deploy.md says how.'
  );
}

function checkOriginSecret(secret: OriginSecret): void {
  requireKnownNames('web.originSecret', secret, secretNames);
  requireSecretName('web.originSecret.name', secret.name);
  const wrong = secret.sha256.find((digest) => !/^[0-9a-f]{64}$/.test(digest));
  if (wrong === undefined && secret.sha256.length > 0) return;
  throw new UserError(
    `web.originSecret.sha256 ${wrong === undefined ? 'is empty' : `holds "${wrong}"`}. Write the digest of the secret, 64 of 0-9 and a-f: ` +
      'printf %s "$SECRET" | sha256sum.',
  );
}

const names: NamesOf<WebSettings> = { domainName: true, certificateArn: true, webAclArn: true, originSecret: true };
const secretNames: NamesOf<OriginSecret> = { name: true, sha256: true };

const certificateExample = 'arn:aws:acm:us-east-1:111122223333:certificate/12345678-1234-1234-1234-123456789012';
const webAclExample = 'arn:aws:wafv2:us-east-1:111122223333:global/webacl/page/12345678-1234-1234-1234-123456789012';

function requireArn(setting: string, arn: string | undefined, pattern: RegExp, example: string): void {
  if (arn === undefined || pattern.test(arn)) return;
  throw new UserError(`${setting} is "${arn}". CloudFront takes it from us-east-1 alone. Write its whole ARN: ${example}.`);
}
