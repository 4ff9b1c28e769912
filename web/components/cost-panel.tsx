import type { ImageProcessing } from '../../client/image';
import { lambdaUsd, typicalClaim } from '../../client/price';
import { durationText, usdText } from '../format';
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
          <Comparison label="Upload to READY" value={ms + queuedMs} told={typicalClaim.seconds * 1000} text={durationText} />
          <Comparison label="Estimated cost" value={usd} told={typicalClaim.usd} text={priceText} />
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
          ? 'Measured on this computer, at the price of the same time on Lambda (arm64). '
          : 'Measured by the handler itself, at Lambda’s list price for arm64. '}
        Storage, requests to other services, data transfer and the loading of the code at a cold start are not included.
      </p>
    </section>
  );
}

const priceText = (usd: number) => `$${usdText(usd)}`;
