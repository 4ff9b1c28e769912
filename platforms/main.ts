import { join, relative } from 'node:path';
import { parseOptions, readArguments } from '../cli/options';
import { runCommand } from '../cli/run-command';
import { bundlePlatform, type PlatformName, platformNames } from './bundle';

const usage = `npm run platform -- ${platformNames.join('|')}

Writes build/platforms/NAME, the folder that the platform's own command deploys.`;

runCommand(async () => {
  const name = readArguments(process.argv.slice(2), usage, (args) => {
    const { positionals } = parseOptions(args, { options: {}, allowPositionals: true });
    const [given, ...others] = positionals;
    const found = platformNames.find((each) => each === given);
    if (!found || others.length > 0) throw new Error(`Name one of ${platformNames.join(', ')}.`);
    return found satisfies PlatformName;
  });
  const root = join(__dirname, '..');
  console.log(relative(root, await bundlePlatform(name, join(root, 'build/platforms', name))));
  return 0;
});
