import { join } from 'node:path';
import { Annotations, Duration, Fn, RemovalPolicy, SecretValue, Stack } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AllowedMethods,
  type BehaviorOptions,
  CachePolicy,
  Function as CloudFrontFunction,
  Distribution,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HttpVersion,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  OriginSslPolicy,
  PriceClass,
  S3OriginAccessControl,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import type { IUserPoolClient } from 'aws-cdk-lib/aws-cognito';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { originSecretHeader, signInScopes } from '../../../lambda/contract';
import { appName } from '../../../lambda/names';
import { apiPath } from '../../../web/config';
import { type WebSettings, webNotice } from '../../settings/web';
import { indexFile, PageFiles, type PageFilesProps } from './page-files';
import { PageHeaders } from './page-headers';

export interface ServeProps extends Pick<PageFilesProps, 'folder' | 'logRetention'> {
  /** URL of the API, without a trailing slash. */
  readonly apiUrl: string;
  /** Issuer of the tokens. */
  readonly issuer: string;
  /** The page's client id. */
  readonly client: IUserPoolClient;
  /** Largest upload, in bytes. */
  readonly maxBytes: number;
}

const { VIEWER_REQUEST, VIEWER_RESPONSE } = FunctionEventType;

const associate = (fn: CloudFrontFunction, ...eventTypes: FunctionEventType[]) =>
  eventTypes.map((eventType) => ({ function: fn, eventType }));

/**
 * Serves the page, and the API below `/api/`, on one origin. The buckets' CORS rules and the sign-in refer to this origin, and
 * the served content refers to them. Therefore the distribution is created first, and its content is added last.
 */
export class Web extends Construct {
  /** As browsers send it: without a trailing slash. */
  readonly origin: string;
  /** Target of the DNS record for a custom domain. Missing without one. */
  readonly target?: string;
  /** URL of the API for other programs. Missing when the API accepts direct requests. */
  readonly apiUrl?: string;
  private readonly bucket: Bucket;
  private readonly distribution: Distribution;
  private readonly originSecret?: string;
  private readonly common: Pick<BehaviorOptions, 'responseHeadersPolicy'>;

  constructor(scope: Construct, id: string, settings: WebSettings) {
    super(scope, id);
    const { domainName, certificateArn, webAclArn, originSecret } = settings;
    // A dynamic reference that CloudFormation resolves during deployment: the template does not contain the secret.
    if (originSecret) this.originSecret = SecretValue.secretsManager(originSecret.name).unsafeUnwrap();
    const notice = webNotice(settings);
    if (notice) Annotations.of(this).addWarningV2(`${appName}:web-acl`, notice);
    this.bucket = new Bucket(this, 'Files', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      encryption: BucketEncryption.S3_MANAGED,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      // In production too: every deployment restores its content.
      removalPolicy: RemovalPolicy.DESTROY,
      autoDeleteObjects: true,
    });
    this.common = { responseHeadersPolicy: new PageHeaders(this, 'Headers', { name: this.nameFor('page') }).policy };
    this.distribution = new Distribution(this, 'Distribution', {
      comment: Stack.of(this).stackName,
      defaultRootObject: indexFile,
      defaultBehavior: {
        ...this.common,
        origin: S3BucketOrigin.withOriginAccessControl(this.bucket, {
          originAccessControl: new S3OriginAccessControl(this, 'Access', { originAccessControlName: this.nameFor('page') }),
        }),
        // According to each file's Cache-Control: forever, or revalidated.
        cachePolicy: CachePolicy.CACHING_OPTIMIZED,
        viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        functionAssociations: associate(this.edgeFunction('view'), VIEWER_REQUEST, VIEWER_RESPONSE),
      },
      ...(domainName &&
        certificateArn && {
          domainNames: [domainName],
          certificate: Certificate.fromCertificateArn(this, 'Certificate', certificateArn),
          minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
        }),
      webAclId: webAclArn,
      httpVersion: HttpVersion.HTTP2_AND_3,
      // The cheapest price class: North America, Europe and Israel. Change this for users elsewhere.
      priceClass: PriceClass.PRICE_CLASS_100,
      // These entries do not replace the response. Without them, CloudFront caches an error for ten seconds and shows it to other users.
      errorResponses: cachedErrors.map((httpStatus) => ({ httpStatus, ttl: Duration.seconds(0) })),
    });
    const { distributionDomainName } = this.distribution;
    this.origin = `https://${domainName ?? distributionDomainName}`;
    if (domainName) this.target = distributionDomainName;
    if (originSecret) this.apiUrl = `${this.origin}${apiPath}`;
  }

  /** Adds the content: the API, and the files of the page. */
  serve({ apiUrl, issuer, client, maxBytes, ...files }: ServeProps): void {
    const api = new HttpOrigin(Fn.parseDomainName(apiUrl), {
      protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
      originSslProtocols: [OriginSslPolicy.TLS_V1_2],
      // Replaces a header of this name that the viewer has sent.
      customHeaders: this.originSecret ? { [originSecretHeader]: this.originSecret } : undefined,
    });
    this.distribution.addBehavior(`${apiPath}/*`, api, {
      ...this.common,
      allowedMethods: AllowedMethods.ALLOW_ALL,
      cachePolicy: CachePolicy.CACHING_DISABLED,
      // Forwards `Authorization`, but not `Host`, because API Gateway accepts only its own host name.
      originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
      viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
      functionAssociations: associate(this.edgeFunction('api'), VIEWER_REQUEST),
    });
    new PageFiles(this, 'Page', {
      ...files,
      bucket: this.bucket,
      config: { api: apiPath, issuer, clientId: client.userPoolClientId, scope: signInScopes.join(' '), maxBytes },
    });
  }

  /** A function of `lib/constructs/web/edge-functions`. */
  private edgeFunction(name: string): CloudFrontFunction {
    return new CloudFrontFunction(this, name, {
      functionName: this.nameFor(name),
      runtime: FunctionRuntime.JS_2_0,
      code: FunctionCode.fromFile({ filePath: join(__dirname, 'edge-functions', `${name}.js`) }),
    });
  }

  /** CloudFront limits names to 64 characters, and they must be unique in the account across regions. */
  private nameFor(what: string): string {
    const { stackName, region } = Stack.of(this);
    return `${stackName}-${region}-${what}`;
  }
}

/**
 * CloudFront caches errors for ten seconds by default, even when caching is disabled.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/HTTPStatusCodes.html
 */
const cachedErrors = [404, 405, 414, 500, 501, 502, 503, 504];
