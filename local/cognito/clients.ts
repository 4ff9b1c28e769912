/** Who may ask the local issuer for tokens: the page, and commands of the terminal. */
export const clientIds = { page: 'local', terminal: 'local-terminal' } as const;

/** The users of the local run, and the owners of their images. `npm run token` gives tokens for any other name, too. */
export const users = ['alice', 'bob'] as const;

export const emailOf = (user: string) => `${user}@example.com`;
