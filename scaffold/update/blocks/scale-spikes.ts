import { markdownTable } from '../../../cli/markdown-table';
import { type Stage, spikeTable } from '../../../estimate/report/scale-tables';
import { synthesize } from '../../../estimate/template/read';
import { Template } from '../../../estimate/template/template';
import { synthTemplate } from '../../../lib/testing/synth';

/** Production as it is, and with everything raised that a setting or a quota can raise. */
export function scaledStages(): [Stage, Stage] {
  const throttling = { requestsPerSecond: 10_000, burst: 5_000 };
  const settings = { throttling, resizerConcurrency: 1_000, accountConcurrency: 10_000 };
  return [
    { name: 'production', template: synthesize({ stage: 'production' }) },
    {
      name: 'raised',
      template: new Template(synthTemplate({ stage: 'production', settings }).toJSON()),
      accountConcurrency: settings.accountConcurrency,
    },
  ];
}

/** What happens when 500 requests arrive at once. */
export default function scaleSpikes(): string {
  const [production, raised] = scaledStages();
  return markdownTable(
    spikeTable([production, { ...production, name: 'production, new account', accountConcurrency: 10 }, raised], 500),
  );
}
