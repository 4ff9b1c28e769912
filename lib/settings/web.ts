import { UserError } from '../../cli/user-error';
import { type NamesOf, requireKnownNames } from './requirements';
import { requireSecretName } from './secret-name';

/** A custom domain and a firewall for the page. CloudFront requires both in us-east-1, wherever the stack is. */
export interface WebSettings {
  /**
   * Domain of the page, such as `photos.example.com`. Point its DNS record to the output `PageTarget`. @default - CloudFront's
   */
  readonly domainName?: string;
  /** ARN of the certificate for `domainName`, in ACM in us-east-1. @default - CloudFront's */
  readonly certificateArn?: string;
  /**
   * ARN of an AWS WAF web ACL with the scope CLOUDFRONT. It costs 5 USD a month, 1 USD for each rule and 0.60 USD for a million
   * requests. @default - none
   */
  readonly webAclArn?: string;
  /** Makes the API reject requests to its own URL, which bypass the web ACL. @default - it accepts direct requests */
  readonly originSecret?: OriginSecret;
}

/** A secret that CloudFront adds to every request to the API. Create it before the deployment; it costs 0.40 USD a month. */
export interface OriginSecret {
  /** Its name in Secrets Manager, in the region of the stack. */
  readonly name: string;
  /**
   * Its SHA-256 digest in hexadecimal, by which the functions verify it. During a rotation: the digests of the old and the new
   * secret.
   */
  readonly sha256: readonly string[];
}

/** @throws UserError for settings that CloudFront would reject only at deployment */
export function checkWeb(settings: WebSettings): void {
  requireKnownNames('web', settings, names);
  const { domainName, certificateArn, webAclArn, originSecret } = settings;
  if (!domainName !== !certificateArn) {
    const [given, missing] = domainName ? ['domainName', 'certificateArn'] : ['certificateArn', 'domainName'];
    throw new UserError(`web.${given} requires web.${missing}. Set both, or remove both.`);
  }
  if (domainName !== undefined && !/^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/.test(domainName)) {
    throw new UserError(
      `Invalid value "${domainName}" for web.domainName. Use the name only, in lowercase and without https://: photos.example.com.`,
    );
  }
  requireArn('web.certificateArn', certificateArn, /^arn:aws:acm:us-east-1:\d{12}:certificate\/[\w-]+$/, certificateExample);
  requireArn('web.webAclArn', webAclArn, /^arn:aws:wafv2:us-east-1:\d{12}:global\/webacl\/[\w-]+\/[\w-]+$/, webAclExample);
  if (originSecret) checkOriginSecret(originSecret);
}

/** Returns a warning when requests can bypass the web ACL; `undefined` without a web ACL, or when they cannot. */
export function webNotice({ webAclArn, originSecret }: WebSettings): string | undefined {
  if (!webAclArn || originSecret) return undefined;
  return (
    'web.webAclArn protects only requests through CloudFront. The API also accepts requests to its own URL, which AWS WAF cannot protect. ' +
    'To reject them, set web.originSecret: see docs/deploy.md.'
  );
}

function checkOriginSecret(secret: OriginSecret): void {
  requireKnownNames('web.originSecret', secret, secretNames);
  requireSecretName('web.originSecret.name', secret.name);
  const wrong = secret.sha256.find((digest) => !/^[0-9a-f]{64}$/.test(digest));
  if (wrong === undefined && secret.sha256.length > 0) return;
  throw new UserError(
    `web.originSecret.sha256 ${wrong === undefined ? 'is empty' : `contains "${wrong}"`}. Use the digest of the secret, 64 characters of 0-9 and a-f: ` +
      'printf %s "$SECRET" | sha256sum.',
  );
}

const names: NamesOf<WebSettings> = { domainName: true, certificateArn: true, webAclArn: true, originSecret: true };
const secretNames: NamesOf<OriginSecret> = { name: true, sha256: true };

const certificateExample = 'arn:aws:acm:us-east-1:111122223333:certificate/12345678-1234-1234-1234-123456789012';
const webAclExample = 'arn:aws:wafv2:us-east-1:111122223333:global/webacl/page/12345678-1234-1234-1234-123456789012';

function requireArn(setting: string, arn: string | undefined, pattern: RegExp, example: string): void {
  if (arn === undefined || pattern.test(arn)) return;
  throw new UserError(
    `Invalid value "${arn}" for ${setting}. CloudFront requires a resource in us-east-1. Use its complete ARN: ${example}.`,
  );
}
