import { useState } from 'preact/hooks';
import { useApp } from '../hooks';
import { candidate, tileSizes } from '../srcset';
import type { Photo } from '../state/gallery';

/** A rendition, which covers the preview once it is loaded. Decorative: the link around it contains the name. */
export function RenditionPicture({ photo: { id, sizes = {}, preview } }: { readonly photo: Photo }) {
  const { gallery } = useApp();
  const [shown, setShown] = useState(false);
  const choice = tileSizes(sizes);
  const largest = choice.at(-1);
  if (!largest) return null;
  const show = () => {
    setShown(true);
    gallery.dropPreview(id);
  };
  // The URL may have expired on a page that has been open for a long time.
  const renew = () => void gallery.refresh(id).catch(() => undefined);
  return (
    <>
      {preview && <img src={preview} alt="" />}
      <img
        class={shown ? 'picture shown' : 'picture'}
        src={largest.url}
        srcset={choice.map(candidate).join(', ')}
        sizes="(max-width: 40rem) 45vw, 20rem"
        alt=""
        loading="lazy"
        decoding="async"
        onLoad={show}
        onError={renew}
      />
    </>
  );
}
