import { adobeRgb, builtInProfile, greyOfGamma, srgbOfGamma } from './icc-profile';

export interface ReferenceProfile {
  /** Channels of the colours that it describes: grey, RGB or CMYK. */
  readonly channels: 1 | 3 | 4;
  readonly profile: Buffer;
}

/** The profiles of which `test/fixtures/littlecms.json` has colours, as Little CMS converts them. */
export async function referenceProfiles() {
  const [srgb, p3, cmyk] = await Promise.all([builtInProfile('srgb'), builtInProfile('p3'), builtInProfile('cmyk')]);
  return {
    'grey of gamma 1.0': { channels: 1, profile: greyOfGamma(1) },
    'grey of gamma 1.8': { channels: 1, profile: greyOfGamma(1.8) },
    'grey of gamma 2.2': { channels: 1, profile: greyOfGamma(2.19921875) },
    sRGB: { channels: 3, profile: srgb },
    'Display P3': { channels: 3, profile: p3 },
    'Adobe RGB': { channels: 3, profile: adobeRgb() },
    'sRGB of gamma 1.0': { channels: 3, profile: srgbOfGamma(1) },
    'sRGB of gamma 1.8': { channels: 3, profile: srgbOfGamma(1.8) },
    CMYK: { channels: 4, profile: cmyk },
  } as const satisfies Record<string, ReferenceProfile>;
}

export type ProfileName = keyof Awaited<ReturnType<typeof referenceProfiles>>;

/** Stored values of 0 to 255, and the sRGB that they are. */
export type ReferenceTable = Readonly<Record<ProfileName, readonly { stored: readonly number[]; srgb: readonly number[] }[]>>;
