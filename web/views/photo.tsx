import { useEffect } from 'preact/hooks';
import { CostPanel } from '../components/cost-panel';
import { DeletePhoto } from '../components/delete-photo';
import { Icon } from '../components/icon';
import { Link } from '../components/link';
import { OriginalPanel } from '../components/original-panel';
import { PhotoStatus } from '../components/photo-status';
import { SizesPanel } from '../components/sizes-panel';
import { useAction, useApp, useStore, useView } from '../hooks';
import { photosPath } from '../router';
import { timeText } from '../words';

/** All that is known of one image. */
export function PhotoView({ id }: { readonly id: string }) {
  const { gallery, config } = useApp();
  useStore(gallery.state);
  const photo = gallery.find(id);
  const heading = useView(photo?.name ?? 'Photo');
  const { fault, run: refresh } = useAction(() => gallery.refresh(id));
  useEffect(() => {
    scrollTo(0, 0);
    refresh();
  }, [id]);
  return (
    <article class="photo">
      <Link to={photosPath} class="back">
        <Icon shape="back" />
        Photos
      </Link>
      <div class="view-head">
        <div>
          <h1 ref={heading} tabIndex={-1}>
            {photo?.name ?? (fault?.kind === 'gone' ? 'No such photo' : 'Photo')}
          </h1>
          {photo && <p class="hint">{timeText(photo.createdAt)}</p>}
        </div>
        {photo && <DeletePhoto photo={photo} />}
      </div>
      {!photo && fault && (
        <div class="centred" role="alert">
          <p>{fault.text}</p>
          {fault.retryable && (
            <button type="button" onClick={refresh}>
              <Icon shape="again" />
              Try again
            </button>
          )}
        </div>
      )}
      {!photo && !fault && <div class="sizes-skeleton skeleton" aria-hidden="true" />}
      {photo && photo.status !== 'READY' && <PhotoStatus photo={photo} />}
      {photo?.sizes && <SizesPanel name={photo.name ?? 'Photo'} sizes={photo.sizes} onExpired={refresh} />}
      <div class="panels">
        {photo?.processing && <CostPanel processing={photo.processing} status={photo.status} local={config.local ?? false} />}
        {photo?.original && <OriginalPanel original={photo.original} id={id} />}
      </div>
    </article>
  );
}
