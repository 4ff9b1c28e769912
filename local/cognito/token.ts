import { parseOptions, readArguments } from '../../cli/options';
import { runCommand } from '../../cli/run-command';
import { addressOf } from '../address';
import { findHolder } from '../data-lock';
import { localEnvironment } from '../environment';
import { Issuer } from './issuer';

const usage = `npm run --silent token -- NAME
  Prints a token of the local run for the owner NAME, such as alice.
  LOCAL_DATA_DIR selects the local run (default .local). The token is valid on any port of it.`;

/** `npm run token -- alice`: prints a token of the local run for this owner. */
runCommand(async () => {
  const owner = ownerIn(process.argv.slice(2));
  const { dataDir, port } = localEnvironment();
  const running = await findHolder(dataDir);
  const issuer = await Issuer.open(dataDir, addressOf(running?.port || port));
  // Only the token goes to stdout.
  if (!running)
    console.error(`No application is running on ${dataDir}. The token is valid for an application that npm start runs there.`);
  console.log(await issuer.issue(owner));
  return 0;
});

/** @throws UsageError */
function ownerIn(args: readonly string[]): string {
  return readArguments(args, usage, (given) => {
    const { positionals } = parseOptions(given, { allowPositionals: true });
    const [owner] = positionals;
    if (!owner || positionals.length > 1) {
      const received = positionals.map((name) => `"${name}"`).join(' ') || 'nothing';
      throw new Error(`Received ${received}. Pass exactly one owner: npm run token -- alice.`);
    }
    return owner;
  });
}
