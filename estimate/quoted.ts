/** Figures that are commonly quoted for one image: seconds from the upload to its sizes, and USD. */
export const typicalClaim = { seconds: 2, usd: 0.00003 } as const;
