import { timingSafeEqual } from 'node:crypto';
import type { S3Signer } from '../../lambda/adapters/aws/s3-signer';
import { S3Error } from './s3-error';

/** What a form may upload, after its policy was verified. */
export interface AllowedUpload {
  readonly key: string;
  readonly contentType: string;
  readonly minBytes: number;
  readonly maxBytes: number;
}

type Fields = ReadonlyMap<string, string>;

/** Fields that a policy need not mention. @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html */
const uncovered = new Set(['policy', 'x-amz-signature', 'file']);

/**
 * Verifies the fields of an upload form like S3: signature, expiry, and every condition of the policy.
 * @param fields by lowercase names
 * @throws S3Error
 */
export async function checkUploadForm(fields: Fields, bucket: string, signer: S3Signer, now: Date): Promise<AllowedUpload> {
  const policy = required(fields, 'policy');
  const date = parseAmzDate(required(fields, 'x-amz-date'));
  const genuine = signer.signPolicy(policy, date);
  if (!equal(genuine, required(fields, 'x-amz-signature'))) {
    throw new S3Error(403, 'SignatureDoesNotMatch', 'The signature does not match the policy. Request a new form: POST /images.');
  }
  const { expiration, conditions } = parsePolicy(policy);
  if (now.getTime() > Date.parse(expiration)) {
    throw new S3Error(403, 'AccessDenied', 'Invalid according to Policy: Policy expired. Request a new form: POST /images.');
  }
  const range = checkConditions(conditions, new Map([...fields, ['bucket', bucket]]));
  return { key: required(fields, 'key'), contentType: fields.get('content-type') ?? 'binary/octet-stream', ...range };
}

interface Policy {
  readonly expiration: string;
  readonly conditions: readonly (readonly unknown[] | Readonly<Record<string, string>>)[];
}

function parsePolicy(policy: string): Policy {
  try {
    return JSON.parse(Buffer.from(policy, 'base64').toString());
  } catch {
    throw new S3Error(400, 'InvalidPolicyDocument', 'Invalid Policy: Invalid JSON.');
  }
}

function checkConditions(conditions: Policy['conditions'], fields: Fields): { minBytes: number; maxBytes: number } {
  const covered = new Set(uncovered).add('bucket');
  let range = { minBytes: 0, maxBytes: Number.POSITIVE_INFINITY };
  for (const condition of conditions) {
    const [operator, name, value] = Array.isArray(condition)
      ? condition
      : ['eq', ...Object.entries(condition).flatMap(([field, wanted]) => [`$${field}`, wanted])];
    if (operator === 'content-length-range') {
      range = { minBytes: Number(name), maxBytes: Number(value) };
      continue;
    }
    const field = String(name).slice(1).toLowerCase();
    covered.add(field);
    const came = fields.get(field) ?? '';
    const kept = operator === 'eq' ? came === value : operator === 'starts-with' && came.startsWith(String(value));
    if (!kept) {
      throw new S3Error(
        403,
        'AccessDenied',
        `Invalid according to Policy: Policy Condition failed: ${JSON.stringify([operator, name, value])}`,
      );
    }
  }
  const extra = [...fields.keys()].filter((field) => !covered.has(field) && !field.startsWith('x-ignore-'));
  if (extra.length > 0)
    throw new S3Error(403, 'AccessDenied', `Invalid according to Policy: Extra input fields: ${extra.join(', ')}`);
  return range;
}

function required(fields: Fields, name: string): string {
  const value = fields.get(name);
  if (!value) throw new S3Error(400, 'InvalidArgument', `Bucket POST must contain a field named '${name}'.`);
  return value;
}

/** Parses AWS's basic date format, `20261122T093000Z`. @throws S3Error created by `refusal` */
export function parseAmzDate(text: string, refusal = invalidArgument): Date {
  const date = new Date(text.replace(/^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (Number.isNaN(date.getTime())) throw refusal(`Invalid date ${JSON.stringify(text)}. Use the format YYYYMMDDTHHMMSSZ.`);
  return date;
}

const invalidArgument = (message: string) => new S3Error(400, 'InvalidArgument', message);

/** Compares secrets in constant time. */
export function equal(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
