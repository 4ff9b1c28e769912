/** A month of AWS's price lists: a twelfth of a year. */
export const month = { hours: 730, days: 730 / 24, seconds: 730 * 3600 } as const;

/** 2^30 bytes, which AWS calls a GB. */
export const gigabyte = 2 ** 30;
