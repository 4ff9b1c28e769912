/** A server that is not an npm package. An environment variable says where it is. */
export interface ExternalServer {
  readonly name: string;
  /** The environment variable with its location. */
  readonly variable: string;
}

/**
 * Tests with a server that may not be installed. Without it they are skipped, with a message. If `SERVERS_REQUIRED` is set, as
 * in CI, a missing server makes them fail, unless `SERVERS_SKIPPED` contains its variable.
 */
export function describeWith(server: ExternalServer, title: string, tests: (place: string) => void): void {
  const { [server.variable]: place, SERVERS_REQUIRED, SERVERS_SKIPPED = '' } = process.env;
  if (place) {
    describe(title, () => tests(place));
    return;
  }
  const missing = [
    `${title}: ${server.variable} is not set.`,
    `To run it: eval "$(.ci/servers ${server.variable})"`, // part: workshop
  ].join(' ');
  if (SERVERS_REQUIRED && !SERVERS_SKIPPED.split(',').includes(server.variable)) {
    it(`requires ${server.name}, because SERVERS_REQUIRED is set`, () => {
      throw new Error(missing);
    });
    return;
  }
  // Not `console`, which Jest buffers and decorates.
  process.stderr.write(`SKIPPED ${missing}\n`);
  describe.skip(title, () => tests(''));
}
