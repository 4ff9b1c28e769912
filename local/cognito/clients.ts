/** The clients of the local issuer: browsers and terminal commands. */
export const clientIds = { page: 'local', terminal: 'local-terminal' } as const;

/** The users of the local run, who own images. `npm run token` creates tokens for any other name too. */
export const users = ['alice', 'bob'] as const;

export const emailOf = (user: string) => `${user}@example.com`;
