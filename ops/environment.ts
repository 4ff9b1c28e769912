/** The user's browser command, or `none`. Other tools read `BROWSER` too. @default - the system's default browser */
export const browserCommand = (): string | undefined => process.env.BROWSER || undefined;
