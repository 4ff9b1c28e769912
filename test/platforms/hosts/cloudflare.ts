// Runs a Worker in workerd, by miniflare, with the settings of its wrangler.jsonc.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder = '', port, runtimes = ''] = process.argv.slice(2);

async function main(): Promise<void> {
  const { Miniflare } = require(join(runtimes, 'node_modules/miniflare'));
  const withoutComments = readFileSync(join(folder, 'wrangler.jsonc'), 'utf8').replaceAll(/^ *\/\/.*$/gm, '');
  const { main, compatibility_date, compatibility_flags, hyperdrive, vars } = JSON.parse(withoutComments);
  const { DATABASE_URL = '', ...variables } = process.env;
  const database = new URL(DATABASE_URL);
  // Miniflare requires one.
  database.password ||= 'any';
  const miniflare = new Miniflare({
    host: '127.0.0.1',
    port: Number(port),
    modules: true,
    modulesRoot: folder,
    scriptPath: join(folder, main),
    compatibilityDate: compatibility_date,
    compatibilityFlags: compatibility_flags,
    hyperdrives: { [hyperdrive[0].binding]: database.href },
    bindings: { ...vars, ...variables },
  });
  await miniflare.ready;
}

main();
