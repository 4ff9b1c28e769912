import { parseOptions, readArguments } from '../../cli/options';
import { runCommand } from '../../cli/run-command';
import { addressOf } from '../address';
import { findHolder } from '../data-lock';
import { localEnvironment } from '../environment';
import { Issuer } from './issuer';

const usage = `npm run --silent token -- NAME
  Prints a token of the local run for an owner of that name: alice and bob are the users that the page's sign-in offers.
  LOCAL_DATA_DIR says of which local run, .local unless you name another; the token holds on whatever port that is.`;

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
    const [owner, ...others] = parseOptions(given, { allowPositionals: true }).positionals;
    if (!owner || others.length > 0) throw new Error('No owner given. Name exactly one: npm run token -- alice.');
    return owner;
  });
}
