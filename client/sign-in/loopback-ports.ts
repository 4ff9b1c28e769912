/**
 * The ports on which a terminal waits for the browser to come back from signing in. Cognito compares callback URLs whole,
 * port and all, so that they must be known beforehand; the first free one is taken. None of them is registered with IANA.
 */
export const loopbackPorts = [48711, 48712, 48713] as const;

/** Where the issuer may send the browser. `http` is allowed for this computer alone. */
export const loopbackRedirects: readonly string[] = loopbackPorts.map((port) => `http://localhost:${port}/`);
