import type { Photo } from '../state/gallery';
import { Tile } from './tile';

/** Aspect ratios of the placeholders, width by height. */
const skeleton = [1.5, 0.75, 1.33, 1.78, 1.5, 1, 0.75, 1.5, 1.33, 1.5];

export function PhotoGrid({ photos, loading }: { readonly photos: readonly Photo[]; readonly loading: boolean }) {
  return (
    <ul class="grid" aria-label="Photos" aria-busy={loading}>
      {photos.map((photo) => (
        <Tile key={photo.id} photo={photo} />
      ))}
      {loading &&
        skeleton.map((ratio, index) => <li key={index} class="tile skeleton" style={{ '--ratio': ratio }} aria-hidden="true" />)}
    </ul>
  );
}
