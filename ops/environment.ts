/** What people say of their browser, as other tools understand it too: a command, or `none`. `BROWSER` @default - the system's */
export const browserCommand = (): string | undefined => process.env.BROWSER || undefined;
