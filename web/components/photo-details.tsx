import { useEffect } from 'preact/hooks';
import { timeText } from '../format';
import { useAction, useApp, useStore, useView } from '../hooks';
import { CostPanel } from './cost-panel';
import { DeletePhoto } from './delete-photo';
import { Icon } from './icon';
import { OriginalPanel } from './original-panel';
import { PhotoStatus } from './photo-status';
import { SizesPanel } from './sizes-panel';

export function PhotoDetails({ id }: { readonly id: string }) {
  const { gallery, online } = useApp();
  useStore(gallery.state);
  const isOnline = useStore(online);
  const photo = gallery.find(id);
  const heading = useView(photo?.name ?? 'Photo');
  const { fault, run: refresh } = useAction(() => gallery.refresh(id));
  // Offline, it waits for the connection, as the banner says.
  useEffect(() => {
    if (isOnline) refresh();
  }, [isOnline]);
  const panels = [
    photo?.processing && <CostPanel key="cost" processing={photo.processing} status={photo.status} />, // part: estimate
    photo?.original && <OriginalPanel key="original" original={photo.original} id={id} />,
  ];
  return (
    <>
      <div class="view-head">
        <div>
          <h1 ref={heading} tabIndex={-1}>
            {photo?.name ?? (fault?.kind === 'gone' ? 'Photo not found' : 'Photo')}
          </h1>
          {photo && <p class="hint">{timeText(photo.createdAt)}</p>}
        </div>
        {photo && <DeletePhoto photo={photo} />}
      </div>
      {!photo && fault && (
        <div class="centered" role="alert">
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
      <div class="panels">{panels}</div>
    </>
  );
}
