import { markdownTable } from '../../../cli/markdown-table';
import { assume } from '../../../estimate/assumptions';
import { estimate } from '../../../estimate/bill/bill';
import { loadMsOf } from '../../../estimate/bill/function-usage';
import { loadsOf } from '../../../estimate/bill/loads';
import { compare } from '../../../estimate/containers/comparison';
import { usualUtilization } from '../../../estimate/containers/sizing';
import { pricesOf } from '../../../estimate/prices/regions';
import { typicalClaim } from '../../../estimate/quoted';
import { milliseconds, quantity, small } from '../../../estimate/report/format';
import { simulateSpike } from '../../../estimate/simulation/simulate-spike';
import { defaultAccountConcurrency, defaultSeed } from '../../../estimate/simulation/users-feel';
import { synthesize } from '../../../estimate/template/read';
import { profiles } from '../../../estimate/traffic/traffic';

const spike = 500;

/** Commonly quoted figures beside those of production. */
export default function quotedFigures(): string {
  const template = synthesize({ stage: 'production' });
  const list = pricesOf('us-east-1');
  const { growing } = profiles;
  const { usdPerImage = 0 } = estimate(template, growing, list);
  const { loads } = loadsOf(template, growing);
  const loadOf = (name: string) => {
    const load = loads.find(({ fn }) => fn.name === name);
    if (!load) throw new Error(`production has no function ${name}.`);
    return load;
  };
  const [image, request] = [loadOf('resize-image'), loadOf('get-image')];
  const coldMs = assume('lambdaStartMs') + loadMsOf(request.fn) + request.ms;
  const wins = compare(template, growing, usualUtilization, list).map(({ of, unit, own: { Fargate } }) => {
    return of === 'both' ? [] : [`${of}: from ${Fargate ? quantity(rounded(Fargate.from)) : 'no'} ${unit}s a day on`];
  });
  const { result } = simulateSpike(template, { reads: 0, uploads: spike }, defaultAccountConcurrency, defaultSeed);
  const { count = 0, answered = 0, share429 = 0, p50Ms = 0 } = result.spike ?? {};
  return markdownTable([
    ['commonly quoted', 'this application', 'the command'],
    [
      '"Most teams save until millions of daily requests"',
      `containers on Fargate cost less than Lambda: ${wins.flat().join('; ')}`,
      '`npm run estimate -- --profile growing -c stage=production`',
    ],
    [
      `"${typicalClaim.seconds} s and ${typicalClaim.usd} USD an image"`,
      `${milliseconds(image.ms)} ms in the function and ${small(usdPerImage)} USD with its calls of S3 and DynamoDB, for ${growing.megapixels} megapixels and three sizes`,
      'the same; and the page, for each photo',
    ],
    [
      '"3 s cold, 50 ms warm"',
      `${milliseconds(coldMs)} ms cold, ${milliseconds(request.ms)} ms warm, for \`GET /images/{id}\` without the network`,
      'the same, or measured: `npm run estimate -- --stack NAME`',
    ],
    [
      `"${spike} at once"`,
      `of ${count} uploads at once, ${answered} are answered, half of them within ${milliseconds(p50Ms)} ms, and ${Math.round(share429 * count)} get 429 from the throttle of \`production\``,
      `\`npm run estimate -- --requests-per-day 0 --images-per-day 100 --at-once ${spike} -c stage=production\``,
    ],
  ]);
}

/** Two digits say how exact a crossover is. */
const rounded = (value: number) => Number(value.toPrecision(2));
