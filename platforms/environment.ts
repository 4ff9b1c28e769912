import { UserError } from '../cli/user-error';
import type { S3SignerProps } from '../lambda/adapters/aws/s3-signer';
import { defaultImageSettings, type ImageSettings } from '../lambda/core/settings';
import type { TokenVerifierProps } from '../serve/token-verifier';

/** An S3-compatible store with its two buckets. */
export interface Store extends S3SignerProps {
  /** Its URL without a slash at the end. The buckets are the first segment of its paths. */
  readonly url: string;
  readonly originals: string;
  readonly renditions: string;
  /** `put` for a store without upload forms, such as R2. */
  readonly uploads: 'form' | 'put';
}

/** What the API needs to know on every platform. */
export interface PlatformSettings extends TokenVerifierProps {
  readonly databaseUrl: string;
  readonly store: Store;
  readonly images: ImageSettings;
  /** The secret of a signed endpoint, such as `SECRET_STRIPE_WEBHOOK`. @throws UserError when it is missing */
  readonly secrets: (name: string) => string; // part: signed
}

/** Variables of the platform. Cloudflare passes them to each request with the bindings, the others have them in the environment. */
type Variables = Readonly<Record<string, unknown>>;

const dataVariables = [
  'DATABASE_URL',
  'STORE_URL',
  'STORE_REGION',
  'STORE_ACCESS_KEY_ID',
  'STORE_SECRET_ACCESS_KEY',
  'ORIGINALS_BUCKET',
  'RENDITIONS_BUCKET',
] as const;

const signInVariables = ['SIGN_IN_ISSUER', 'SIGN_IN_CLIENT_IDS'] as const;

type Variable = (typeof dataVariables)[number] | (typeof signInVariables)[number];

/** @throws UserError that names every missing variable */
function requireVariables(variables: Variables, required: readonly Variable[]): (key: Variable) => string {
  const missing = required.filter((key) => !variables[key]);
  if (missing.length > 0) throw new UserError(`${missing.join(', ')} must be set. docs/platforms.md describes the variables.`);
  return (key) => String(variables[key]);
}

/** Reads where the records and the files are. @throws UserError that names what is missing or invalid */
export function readDataSettings(
  variables: Variables,
  read = requireVariables(variables, dataVariables),
): Pick<PlatformSettings, 'databaseUrl' | 'store'> {
  const { STORE_UPLOADS: uploads = 'form' } = variables;
  if (uploads !== 'form' && uploads !== 'put') throw new UserError(`STORE_UPLOADS is ${JSON.stringify(uploads)}. Use form or put.`);
  return {
    databaseUrl: read('DATABASE_URL'),
    store: {
      url: read('STORE_URL').replace(/\/$/, ''),
      region: read('STORE_REGION'),
      credentials: { accessKeyId: read('STORE_ACCESS_KEY_ID'), secretAccessKey: read('STORE_SECRET_ACCESS_KEY') },
      originals: read('ORIGINALS_BUCKET'),
      renditions: read('RENDITIONS_BUCKET'),
      uploads,
    },
  };
}

/** Reads the settings. `IMAGE_SETTINGS` is optional: JSON with the fields that differ. @throws UserError that names every missing variable */
export function readSettings(variables: Variables): PlatformSettings {
  const read = requireVariables(variables, [...dataVariables, ...signInVariables]);
  return {
    ...readDataSettings(variables, read),
    issuer: read('SIGN_IN_ISSUER'),
    clientIds: read('SIGN_IN_CLIENT_IDS').split(','),
    images: { ...defaultImageSettings, ...JSON.parse(String(variables.IMAGE_SETTINGS ?? '{}')) },
    // part: signed
    secrets(name) {
      const key = `SECRET_${name.toUpperCase().replaceAll('-', '_')}`;
      const value = variables[key];
      if (!value) throw new UserError(`${key} must be set: the secret of the endpoints whose row names ${name}.`);
      return String(value);
    },
  };
}
