import { findHolder } from './data-lock';
import { localEnvironment } from './environment';
import { Issuer } from './issuer';
import { runCommand } from './run-command';
import { StartError } from './start-error';

/** `npm run token -- alice`: a token of the local run for an owner of that name. */
runCommand(async () => {
  const [owner, ...rest] = process.argv.slice(2);
  if (!owner || rest.length > 0) throw new StartError('Name one owner: npm run --silent token -- alice');
  const { dataDir, port } = localEnvironment();
  const issuer = await Issuer.open(dataDir, (await findHolder(dataDir))?.port || port);
  console.log(await issuer.issue(owner));
  return 0;
});
