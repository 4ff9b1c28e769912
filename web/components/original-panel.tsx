import type { ImageOriginal } from '../../client/image';
import { bytesText, numberText, pixelsText } from '../format';
import { Facts } from './facts';

/** Properties of the uploaded file. */
export function OriginalPanel({ original, id }: { readonly original: ImageOriginal; readonly id: string }) {
  const { width, height, bytes, format } = original;
  return (
    <section class="panel" aria-labelledby="original-title">
      <h2 id="original-title">Original</h2>
      <Facts
        facts={[
          ['Dimensions', `${pixelsText(original)} px`],
          ['Area', `${numberText((width * height) / 1_000_000, 1)} MP`],
          ['File', `${bytesText(bytes)}, ${format}`],
          ['Id', id],
        ]}
      />
    </section>
  );
}
