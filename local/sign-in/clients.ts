/** Who may ask the local issuer for tokens: the page, and commands of the terminal. */
export const clientIds = { page: 'local', terminal: 'local-terminal' } as const;

/** The users that the local issuer lets one pick from. Their names are the owners that `npm run token` knows. */
export const users = ['alice', 'bob'] as const;

export const emailOf = (user: string) => `${user}@example.com`;
