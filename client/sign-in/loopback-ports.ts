/**
 * Ports on which a command waits for the browser to return from the sign-in. Cognito compares callback URLs exactly, including
 * the port, so that they are fixed; the first free one is used. None of them is registered with IANA.
 */
export const loopbackPorts = [48711, 48712, 48713] as const;

/** Callback URLs that the issuer may redirect to. `http` is allowed for localhost only. */
export const loopbackRedirects: readonly string[] = loopbackPorts.map((port) => `http://localhost:${port}/`);
