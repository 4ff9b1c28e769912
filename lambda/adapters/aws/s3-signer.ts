import { createHash, createHmac } from 'node:crypto';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface S3SignerProps {
  readonly region: string;
  readonly credentials: Credentials;
}

/**
 * AWS Signature Version 4 for S3. Signing is a local computation: it needs no request and no S3 client, which would take longer
 * to load than the rest of an endpoint. The key of a day is derived once, so that each further signature is one HMAC.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export class S3Signer {
  private key?: { readonly day: string; readonly bytes: Buffer };

  constructor(readonly props: S3SignerProps) {}

  /** Returns the form fields that identify the signer and the time. They are part of the form's policy. */
  formFields(at: Date): Record<string, string> {
    const { sessionToken } = this.props.credentials;
    const date = basicDate(at);
    return {
      'x-amz-algorithm': algorithm,
      'x-amz-credential': this.credential(date),
      'x-amz-date': date,
      ...(sessionToken ? { 'x-amz-security-token': sessionToken } : {}),
    };
  }

  /** Signs a form's policy, which is Base64-encoded JSON. */
  signPolicy(policy: string, at: Date): string {
    return this.sign(policy, basicDate(at));
  }

  /** Returns a presigned URL for `key` below `base` and this method, valid from `at` on. */
  presign(method: 'GET' | 'HEAD', base: string, key: string, at: Date, seconds: number): URL {
    const { sessionToken } = this.props.credentials;
    const url = new URL(base);
    url.pathname += key.split('/').map(uriEncode).join('/');
    const date = basicDate(at);
    // In the order of the names, as the signature requires.
    const query = [
      ['X-Amz-Algorithm', algorithm],
      ['X-Amz-Content-Sha256', unsigned],
      ['X-Amz-Credential', this.credential(date)],
      ['X-Amz-Date', date],
      ['X-Amz-Expires', String(seconds)],
      ...(sessionToken ? [['X-Amz-Security-Token', sessionToken]] : []),
      ['X-Amz-SignedHeaders', 'host'],
    ].map(([name, value = '']) => `${name}=${uriEncode(value)}`);
    const request = [method, url.pathname, query.join('&'), `host:${url.host}`, '', 'host', unsigned].join('\n');
    const digest = createHash('sha256').update(request).digest('hex');
    const signature = this.sign([algorithm, date, this.scope(date), digest].join('\n'), date);
    url.search = [...query, `X-Amz-Signature=${signature}`].join('&');
    return url;
  }

  private sign(text: string, date: string): string {
    return createHmac('sha256', this.keyOf(date.slice(0, 8)))
      .update(text)
      .digest('hex');
  }

  private keyOf(day: string): Buffer {
    if (this.key?.day !== day) {
      const { region, credentials } = this.props;
      const bytes = [day, region, 's3', 'aws4_request'].reduce(hmac, Buffer.from(`AWS4${credentials.secretAccessKey}`));
      this.key = { day, bytes };
    }
    return this.key.bytes;
  }

  private scope(date: string): string {
    return `${date.slice(0, 8)}/${this.props.region}/s3/aws4_request`;
  }

  private credential(date: string): string {
    return `${this.props.credentials.accessKeyId}/${this.scope(date)}`;
  }
}

const algorithm = 'AWS4-HMAC-SHA256';
const unsigned = 'UNSIGNED-PAYLOAD';

const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** ISO 8601 in its basic format, to the second: `20261122T123456Z`. */
const basicDate = (at: Date): string => at.toISOString().replaceAll(/[-:]|\.\d{3}/g, '');

/** Percent-encodes like S3: also `!`, `'`, `(`, `)` and `*`, which JavaScript does not encode. */
const uriEncode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
