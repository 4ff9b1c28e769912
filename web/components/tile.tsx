import { useState } from 'preact/hooks';
import { pixelsText } from '../format';
import { useApp, usePendingStage, useStore } from '../hooks';
import { photoPath } from '../router';
import type { Photo } from '../state/gallery';
import { Link } from './link';
import { RenditionPicture } from './rendition-picture';
import { TileCheckbox } from './tile-checkbox';

/** Aspect ratios beyond this range are cropped, so that panoramas do not fill a row. */
const ratioBounds = { least: 0.6, most: 2.2 };

const ratioOf = ({ width, height }: { width: number; height: number }) =>
  Math.min(Math.max(width / height, ratioBounds.least), ratioBounds.most);

/** A photo of the gallery; a checkbox while photos are being selected. */
export function Tile({ photo }: { readonly photo: Photo }) {
  const { selection } = useApp();
  const selected = useStore(selection.ids);
  const [previewRatio, setPreviewRatio] = useState(1.5);
  const stage = usePendingStage(photo);
  const { id, name = 'Photo', original, preview } = photo;
  const picture = stage ? (
    <>
      {preview && (
        <img
          src={preview}
          alt=""
          onLoad={({ currentTarget: { naturalWidth: width, naturalHeight: height } }) =>
            setPreviewRatio(ratioOf({ width, height }))
          }
        />
      )}
      <span class="tile-state">{stage === 'slow' ? 'Still resizing…' : 'Resizing …'}</span>
    </>
  ) : (
    <>
      <RenditionPicture photo={photo} />
      <span class="tile-name">{name}</span>
    </>
  );
  const label = stage ? `${name}, resizing` : original ? `${name}, ${pixelsText(original)} pixels` : name;
  return (
    <li class={stage ? 'tile tile-pending' : 'tile'} style={{ '--ratio': original ? ratioOf(original) : previewRatio }}>
      {selected ? (
        <TileCheckbox label={label} checked={selected.has(id)} onChange={() => selection.toggle(id)}>
          {picture}
        </TileCheckbox>
      ) : (
        <Link to={photoPath(id)} class="tile-body" label={label}>
          {picture}
        </Link>
      )}
    </li>
  );
}
