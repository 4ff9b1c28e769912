import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { UserError } from '../cli/user-error';
import { acknowledgeFindings } from '../lib/acknowledgements';
import { AppStack } from '../lib/app-stack';
import { bundleFunctions } from '../lib/build/bundle';
import { unlessUpToDate } from '../lib/build/up-to-date'; // part: web
import { contextInFiles } from '../lib/settings/context-files';
import { chooseDeployment } from '../lib/settings/deployment';
import { optionsIn } from '../lib/settings/options';
import { checkRegion } from '../lib/settings/region';
import { version } from '../package.json';
import { writePage } from '../web/build';
import { cdkRegion } from './environment';
import { printCostOf } from './print-cost';

const root = join(__dirname, '..');

async function main(): Promise<void> {
  const app = new App();
  const options = optionsIn(app.node.getAllContext(), contextInFiles(process.cwd()));
  const { name, stage, settings } = chooseDeployment(options);
  checkRegion(cdkRegion());
  const folderOf = await bundleFunctions({ source: join(root, 'lambda'), outdir: join(root, 'build') });
  const page = join(root, 'build', 'page'); // part: web
  await unlessUpToDate(join(root, 'build', 'page.json'), page, () => writePage(page)); // part: web
  const stack = new AppStack(app, name, {
    stage,
    settings,
    version,
    page, // part: web
    code: (fn) => Code.fromAsset(folderOf(fn)),
  });
  acknowledgeFindings(stack);
  printCostOf(stack, options.traffic); // part: estimate
}

main().catch((error: unknown) => {
  console.error(error instanceof UserError ? error.message : error);
  // Not `exitCode`: the app would still be synthesized, without its stack, when the process exits.
  process.exit(1);
});
