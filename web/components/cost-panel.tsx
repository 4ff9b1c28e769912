import type { ImageProcessing } from '../../client/image';
import { typicalClaim } from '../../estimate/quoted';
import { durationText, numberText, usdText } from '../format';
import { useApp } from '../hooks';
import { lambdaUsd } from '../price';
import { Comparison } from './comparison';
import { Facts } from './facts';

interface CostPanelProps {
  readonly processing: ImageProcessing;
  /** How the image ended. */
  readonly status: string;
}

/** Cost of processing an image: time, memory and money. */
export function CostPanel({ processing, status }: CostPanelProps) {
  const { local } = useApp().config;
  const { ms, queuedMs, memoryMb, coldStart, attempts } = processing;
  const usd = lambdaUsd(processing);
  return (
    <section class="panel" aria-labelledby="cost-title">
      <h2 id="cost-title">{local ? 'This computer’s time at the list price' : 'Processing cost'}</h2>
      {status === 'READY' && (
        <div class="comparisons">
          <Comparison label="Upload to READY" value={ms + queuedMs} quoted={typicalClaim.seconds * 1000} text={durationText} />
          <Comparison label="Estimated cost" value={usd} quoted={typicalClaim.usd} text={priceText} />
        </div>
      )}
      <Facts
        facts={[
          // A failed image stopped early, so that it is not comparable.
          ...(status === 'READY' ? [] : [['Estimated cost', priceText(usd)] as const]),
          ['Handler', durationText(ms)],
          ['In the queue', durationText(queuedMs)],
          ['Memory', `${numberText(memoryMb)} MB`],
          ['Start', coldStart ? 'cold' : 'warm'],
          ...(attempts > 1 ? [['Tries', String(attempts)] as const] : []),
        ]}
      />
      <p class="hint">
        {local
          ? 'Measured on this computer, at Lambda’s list price (arm64). '
          : 'Measured by the function, at Lambda’s list price (arm64). '}
        Excludes storage, requests to other services, data transfer and cold starts.
      </p>
    </section>
  );
}

const priceText = (usd: number) => `$${usdText(usd)}`;
