import { useState } from 'preact/hooks';
import { useAction, useApp } from '../hooks';
import { photoPath } from '../router';
import type { Photo } from '../state/gallery';
import { pixelsText } from '../words';
import { Icon } from './icon';
import { Link } from './link';
import { RenditionPicture } from './rendition-picture';

/** Panoramas and scrolls are shown cut, lest they make rows of their own: width by height. */
const ratioBounds = { least: 0.6, most: 2.2 };

const ratioOf = ({ width, height }: { width: number; height: number }) =>
  Math.min(Math.max(width / height, ratioBounds.least), ratioBounds.most);

/** An image of the gallery: its picture, or what keeps it from being one. */
export function Tile({ photo }: { readonly photo: Photo }) {
  if (photo.status === 'FAILED') return <FailedTile photo={photo} />;
  return photo.sizes ? <ReadyTile photo={photo} /> : <PendingTile photo={photo} />;
}

function ReadyTile({ photo }: { readonly photo: Photo }) {
  const { id, name = 'Photo', original } = photo;
  return (
    <li class="tile" style={{ '--ratio': original ? ratioOf(original) : 1.5 }}>
      <Link to={photoPath(id)} label={original ? `${name}, ${pixelsText(original)} pixels` : name}>
        <RenditionPicture photo={photo} />
        <span class="tile-name">{name}</span>
      </Link>
    </li>
  );
}

function PendingTile({ photo: { id, name = 'Photo', preview } }: { readonly photo: Photo }) {
  const [ratio, setRatio] = useState(1.5);
  return (
    <li class="tile tile-pending" style={{ '--ratio': ratio }}>
      <Link to={photoPath(id)} label={`${name}, sizes are being made`}>
        {preview && (
          <img
            src={preview}
            alt=""
            onLoad={({ currentTarget: { naturalWidth: width, naturalHeight: height } }) => setRatio(ratioOf({ width, height }))}
          />
        )}
        <span class="tile-state">Resizing …</span>
      </Link>
    </li>
  );
}

function FailedTile({ photo: { id, name = 'Photo', reason, retryable } }: { readonly photo: Photo }) {
  const { gallery } = useApp();
  const { busy, fault, run } = useAction(() => gallery.retry(id));
  return (
    <li class="tile tile-failed" style={{ '--ratio': 1.6 }}>
      <h2>
        <Icon shape="alert" />
        <Link to={photoPath(id)}>{name}</Link>
      </h2>
      <p>{fault?.text ?? reason}</p>
      {retryable && (
        <button type="button" class="small" disabled={busy} aria-label={`Retry ${name}`} onClick={run}>
          <Icon shape="again" size={15} />
          Retry
        </button>
      )}
    </li>
  );
}
