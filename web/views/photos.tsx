import { useCallback, useEffect } from 'preact/hooks';
import { FilePicker } from '../components/file-picker';
import { Icon } from '../components/icon';
import { LoadMore } from '../components/load-more';
import { PhotoGrid } from '../components/photo-grid';
import { UploadList } from '../components/upload-list';
import { useApp, useLasting, useStore, useView } from '../hooks';
import { limitText } from '../words';

/** How long a list may take before that is remarked on, in milliseconds. */
const slowMs = 5000;

/** The user's images, newest first, and those that are on their way. */
export function PhotosView() {
  const { gallery, uploads, router, config } = useApp();
  const { photos, loading, loaded, more, fault } = useStore(gallery.state);
  const going = useStore(uploads.list);
  const heading = useView('Photos');
  const slow = useLasting(loading, slowMs);
  const load = useCallback(() => void gallery.loadMore(), [gallery]);
  useEffect(() => scrollTo(0, router.scrolledTo), [router]);
  // The first part is wanted wherever its place ends; the next ones when the reader comes near.
  useEffect(() => {
    if (!gallery.state.value.loaded) load();
  }, [gallery, load]);
  const empty = loaded && photos.length === 0 && going.length === 0;
  const allowed = `JPEG, PNG or WebP, up to ${limitText(config.maxBytes)} each.`;
  return (
    <>
      <div class="view-head">
        <div>
          <h1 ref={heading} tabIndex={-1}>
            Photos
          </h1>
          {!empty && (
            <p class="hint">
              <span class="for-pointers">Drop or paste them anywhere on this page.</span> {allowed}
            </p>
          )}
        </div>
        {!empty && (
          <FilePicker>
            <Icon shape="plus" />
            Add photos
          </FilePicker>
        )}
      </div>
      <UploadList />
      {empty && (
        <div class="empty">
          <Icon shape="picture" size={44} />
          <h2>Your first photo goes here</h2>
          <p>
            <span class="for-pointers">Drop it on this page, paste it, or choose it.</span> A moment later there are three sizes of
            it.
          </p>
          <FilePicker>Choose photos</FilePicker>
          <p class="hint">{allowed}</p>
        </div>
      )}
      {slow && (
        <p class="slow" role="status">
          This takes longer than usual. Your connection may be slow.
        </p>
      )}
      <PhotoGrid photos={loaded ? photos : []} loading={loading || (!loaded && !fault)} />
      {fault && (
        <div class="centred" role="alert">
          <p>{fault.text}</p>
          <button type="button" onClick={load}>
            <Icon shape="again" />
            Try again
          </button>
        </div>
      )}
      {loaded && more && !loading && !fault && <LoadMore load={load} />}
    </>
  );
}
