/** Whose packages or folders a module names. */
export type PlatformName = keyof typeof platforms;

interface Platform {
  /** Its packages, and the modules of its runtime. */
  readonly packages: RegExp;
  /** A folder of this name has only what is written for the platform. @default - none has */
  readonly folder?: string;
}

/** The first that fits counts. */
const platforms = {
  CDK: { packages: /^(?:@aws-cdk\/|aws-cdk|cdk-|constructs(?:\/|$))/ },
  AWS: { packages: /(?:^|[/@])aws|^@smithy\/|\blambda\b/, folder: 'aws' },
  PostgreSQL: { packages: /^pg(?:[/-]|$)|^postgr/, folder: 'postgres' },
  'Google Cloud': { packages: /^@google-cloud\//, folder: 'google-cloud' },
  Azure: { packages: /^@azure\//, folder: 'azure' },
  Cloudflare: { packages: /cloudflare/, folder: 'cloudflare' },
  Vercel: { packages: /vercel/, folder: 'vercel' },
} as const satisfies Record<string, Platform>;

const entries = Object.entries(platforms) as [PlatformName, Platform][];

/** The platform of a package; `undefined` for a package that runs on every platform. */
export const platformOfPackage = (name: string): PlatformName | undefined =>
  entries.find(([, { packages }]) => packages.test(name))?.[0];

/** The platform that a folder of the path is named for. */
export function platformOfFolder(path: string): PlatformName | undefined {
  const folders = path.split('/').slice(0, -1);
  return entries.find(([, { folder }]) => folder && folders.includes(folder))?.[0];
}
