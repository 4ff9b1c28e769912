import { Hash } from '@smithy/hash-node';
import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface S3SignerProps {
  readonly region: string;
  readonly credentials: Credentials;
}

/** Hash constructor with the interface that the signer expects. */
const Sha256 = Hash.bind(null, 'sha256');

/**
 * AWS Signature Version 4 for S3. Signing is a local computation: it needs no request and no S3 client, which would take longer
 * to load than the rest of an endpoint.
 */
export class S3Signer {
  private readonly signer: SignatureV4;

  constructor(readonly props: S3SignerProps) {
    this.signer = new SignatureV4({ ...props, service: 's3', sha256: Sha256, uriEscapePath: false });
  }

  /** Returns the form fields that identify the signer and the time. They are part of the form's policy. */
  formFields(at: Date): Record<string, string> {
    const { credentials, region } = this.props;
    const date = at.toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
    return {
      'x-amz-algorithm': 'AWS4-HMAC-SHA256',
      'x-amz-credential': `${credentials.accessKeyId}/${date.slice(0, 8)}/${region}/s3/aws4_request`,
      'x-amz-date': date,
      ...(credentials.sessionToken ? { 'x-amz-security-token': credentials.sessionToken } : {}),
    };
  }

  /** Signs a form's policy, which is Base64-encoded JSON. */
  signPolicy(policy: string, at: Date): Promise<string> {
    return this.signer.sign(policy, { signingDate: at });
  }

  /** Returns a presigned URL for `key` below `base` and this method, valid from `at` on. */
  async presign(method: 'GET' | 'HEAD', base: string, key: string, at: Date, seconds: number): Promise<URL> {
    const url = new URL(base);
    url.pathname += key.split('/').map(uriEncode).join('/');
    const { query = {} } = await this.signer.presign(
      new HttpRequest({
        method,
        protocol: url.protocol,
        hostname: url.hostname,
        path: url.pathname,
        headers: { host: url.host, 'X-Amz-Content-Sha256': 'UNSIGNED-PAYLOAD' },
      }),
      { signingDate: at, expiresIn: seconds },
    );
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
    return url;
  }
}

/** Percent-encodes like S3: also `!`, `'`, `(`, `)` and `*`, which JavaScript does not encode. */
const uriEncode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
