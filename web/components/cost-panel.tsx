import type { ImageProcessing } from '../../client/image';
import { lambdaUsd, oftenTold } from '../../client/price';
import { durationText, usdText } from '../words';
import { Comparison } from './comparison';
import { Facts } from './facts';

interface CostPanelProps {
  readonly processing: ImageProcessing;
  /** How the image ended. */
  readonly status: string;
  /** Whether it was this computer that did the work. */
  readonly local: boolean;
}

/** What the work on an image took: time, memory and money. */
export function CostPanel({ processing, status, local }: CostPanelProps) {
  const { ms, queuedMs, memoryMb, coldStart, attempts } = processing;
  const usd = lambdaUsd(processing);
  return (
    <section class="panel" aria-labelledby="cost-title">
      <h2 id="cost-title">{local ? 'This computer’s time at the list price' : 'What it took'}</h2>
      {status === 'READY' && (
        <div class="comparisons">
          <Comparison label="Upload to READY" value={ms + queuedMs} told={oftenTold.seconds * 1000} text={durationText} />
          <Comparison label="Estimated cost" value={usd} told={oftenTold.usd} text={priceText} />
        </div>
      )}
      <Facts
        facts={[
          // What ended early is no measure of what the work takes.
          ...(status === 'READY' ? [] : [['Estimated cost', priceText(usd)] as const]),
          ['Handler', durationText(ms)],
          ['In the queue', durationText(queuedMs)],
          ['Memory', `${memoryMb.toLocaleString('en-US')} MB`],
          ['Start', coldStart ? 'cold' : 'warm'],
          ...(attempts > 1 ? [['Tries', String(attempts)] as const] : []),
        ]}
      />
      <p class="hint">
        {local
          ? 'Measured here, priced as if Lambda on arm64 had taken as long. '
          : 'As the handler measured itself, at Lambda’s list price for arm64. '}
        Storage, requests to other services and transfer are not in it, nor is the loading of the code at a cold start.
      </p>
    </section>
  );
}

const priceText = (usd: number) => `$${usdText(usd)}`;
