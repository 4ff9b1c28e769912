import { adobeRgb, builtInProfile, grayOfGamma, srgbOfGamma } from './icc-profile';

export interface ReferenceProfile {
  /** Number of channels: gray, RGB or CMYK. */
  readonly channels: 1 | 3 | 4;
  readonly profile: Buffer;
}

/** The profiles in `test/fixtures/littlecms.json`, which contains colors that Little CMS has converted. */
export async function referenceProfiles() {
  const [srgb, p3, cmyk] = await Promise.all([builtInProfile('srgb'), builtInProfile('p3'), builtInProfile('cmyk')]);
  return {
    'gray of gamma 1.0': { channels: 1, profile: grayOfGamma(1) },
    'gray of gamma 1.8': { channels: 1, profile: grayOfGamma(1.8) },
    'gray of gamma 2.2': { channels: 1, profile: grayOfGamma(2.19921875) },
    sRGB: { channels: 3, profile: srgb },
    'Display P3': { channels: 3, profile: p3 },
    'Adobe RGB': { channels: 3, profile: adobeRgb() },
    'sRGB of gamma 1.0': { channels: 3, profile: srgbOfGamma(1) },
    'sRGB of gamma 1.8': { channels: 3, profile: srgbOfGamma(1.8) },
    CMYK: { channels: 4, profile: cmyk },
  } as const satisfies Record<string, ReferenceProfile>;
}

export type ProfileName = keyof Awaited<ReturnType<typeof referenceProfiles>>;

/** Stored values from 0 to 255, with the sRGB values that they represent. */
export type ReferenceTable = Readonly<Record<ProfileName, readonly { stored: readonly number[]; srgb: readonly number[] }[]>>;
