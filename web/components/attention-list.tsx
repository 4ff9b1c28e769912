import { useState } from 'preact/hooks';
import { countText } from '../format';
import type { Photo } from '../state/gallery';
import { AttentionRow } from './attention-row';
import { Expander } from './expander';

/** Rows that are visible without expanding the list. */
const fewRows = 3;

/** Images that need an action of the user: they failed, or their file is missing. */
export function AttentionList({ photos }: { readonly photos: readonly Photo[] }) {
  const [open, setOpen] = useState(false);
  if (photos.length === 0) return null;
  const many = photos.length > fewRows;
  return (
    <section class="uploads" aria-labelledby="attention-title">
      <div class="uploads-head">
        <h2 id="attention-title">
          {countText(photos.length, 'photo')} {photos.length === 1 ? 'needs' : 'need'} your attention
        </h2>
        {many && (
          <Expander open={open} of="attention-rows" label={countText(photos.length, 'photo')} onToggle={() => setOpen(!open)} />
        )}
      </div>
      {(open || !many) && (
        <ul id="attention-rows" class="rows">
          {photos.map((photo) => (
            <AttentionRow key={photo.id} photo={photo} />
          ))}
        </ul>
      )}
    </section>
  );
}
