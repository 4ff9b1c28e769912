import { explainAwsErrors } from '../../cli/aws-fault';
import { runCommand } from '../../cli/run-command';
import { ImageClient } from '../../client/image-client';
import { demonstrate } from './demonstrate';
import { demoOptions } from './options';
import { asJson, asText, ownerIn } from './report';
import { SizeFolder } from './save-sizes';
import { openTarget } from './target';

/**
 * `npm run demo`: uploads photos, waits for their sizes, prints and saves them. Succeeds only if all of them are READY and
 * saved.
 */
runCommand(async () => {
  const options = demoOptions(process.argv.slice(2));
  const folder = options.out === undefined ? undefined : await SizeFolder.open(options.out, options.force);
  const target = await explainAwsErrors(() => openTarget(options));
  try {
    const client = new ImageClient(target.url, { token: target.token, fetch: target.fetch });
    const whereabouts = { owner: ownerIn(target.token), pageUrl: target.pageUrl };
    let failures = 0;
    for (const file of options.files) {
      const started = performance.now();
      // Results go to stdout, which a program may read; messages go to stderr.
      const outcome = await demonstrate(file, { client, folder, fetch: target.fetch, progress: console.error });
      const seconds = (performance.now() - started) / 1000;
      console.log(options.json ? asJson(outcome, whereabouts) : asText(outcome, whereabouts, seconds));
      if (outcome.status !== 'READY' || outcome.reason) failures += 1;
    }
    if (target.remark) console.error(target.remark);
    return failures === 0 ? 0 : 1;
  } finally {
    await target.close();
  }
});
