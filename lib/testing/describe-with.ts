/** A server that is not an npm package. An environment variable says where it is. */
export interface ExternalServer {
  readonly name: string;
  /** The environment variable that holds its place. */
  readonly variable: string;
}

/**
 * Tests against a server that may not be there. Without it they are skipped with a line that says so; where
 * `SERVERS_REQUIRED` is set, as in CI, a missing server fails, unless `SERVERS_SKIPPED` names its variable.
 */
export function describeWith(server: ExternalServer, title: string, tests: (place: string) => void): void {
  const { [server.variable]: place, SERVERS_REQUIRED, SERVERS_SKIPPED = '' } = process.env;
  if (place) {
    describe(title, () => tests(place));
    return;
  }
  const missing = `${title}: ${server.variable} is not set. To run it: eval "$(.ci/servers ${server.variable})"`;
  if (SERVERS_REQUIRED && !SERVERS_SKIPPED.split(',').includes(server.variable)) {
    it(`has ${server.name}, which SERVERS_REQUIRED asks for`, () => {
      throw new Error(missing);
    });
    return;
  }
  // Not by console, which Jest holds back and decorates.
  process.stderr.write(`SKIPPED ${missing}\n`);
  describe.skip(title, () => tests(''));
}
