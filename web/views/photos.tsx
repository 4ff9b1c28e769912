import { useCallback, useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { AttentionList } from '../components/attention-list';
import { FilePicker } from '../components/file-picker';
import { Icon } from '../components/icon';
import { LoadMore } from '../components/load-more';
import { PhotoGrid } from '../components/photo-grid';
import { SelectionBar } from '../components/selection-bar';
import { UploadList } from '../components/upload-list';
import { limitText } from '../format';
import { useApp, useDelayed, useStore, useView } from '../hooks';
import { needsAttention } from '../state/pending-stage';

/** Time after which a slow list shows a message, in milliseconds. */
const slowMs = 5000;

/** The view of the user's images, newest first, and of the uploads. */
export function PhotosView() {
  const { gallery, uploads, memory, selection, router, config, online } = useApp();
  const { photos, loading, loaded, more, fault } = useStore(gallery.state);
  const going = useStore(uploads.list);
  const selecting = useStore(selection.ids) !== undefined;
  const isOnline = useStore(online);
  const heading = useView('Photos');
  const slow = useDelayed(loading, slowMs);
  const load = useCallback(() => void gallery.loadMore(), [gallery]);
  // Before the first page is loaded, there is nothing to scroll to.
  useEffect(() => {
    if (loaded) scrollTo(0, router.scrolledTo);
  }, [router, loaded]);
  // The first page is always loaded; the next ones when the user comes near them.
  useEffect(() => {
    if (!gallery.state.value.loaded) load();
  }, [gallery, load]);
  const selectButton = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => {
    if (!selecting) return undefined;
    // The focused bar disappears, so that the focus has to move.
    return () => (selectButton.current ?? heading.current)?.focus({ preventScroll: true });
  }, [selecting, heading]);
  useEffect(() => () => selection.end(), [selection]);
  const known = loaded ? photos : [];
  const troubled = known.filter((photo) => needsAttention(photo, memory));
  const shown = known.filter((photo) => !troubled.includes(photo));
  const empty = loaded && photos.length === 0 && going.length === 0;
  const allowed = `JPEG, PNG or WebP, up to ${limitText(config.maxBytes)} each.`;
  const add = (files: readonly File[]) => uploads.add(files);
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
          <div class="view-actions">
            {shown.length > 0 && (
              <button
                ref={selectButton}
                type="button"
                aria-pressed={selecting}
                onClick={() => (selecting ? selection.end() : selection.begin())}
              >
                <Icon shape="select" />
                Select
              </button>
            )}
            <FilePicker onChosen={add}>
              <Icon shape="plus" />
              Add photos
            </FilePicker>
          </div>
        )}
      </div>
      <UploadList />
      <AttentionList photos={troubled} />
      {empty && (
        <div class="empty">
          <Icon shape="picture" size={44} />
          <h2>Your first photo goes here</h2>
          <p>
            <span class="for-pointers">Drop it on this page, paste it, or choose it.</span> Three sizes are ready moments later.
          </p>
          <FilePicker onChosen={add}>Choose photos</FilePicker>
          <p class="hint">{allowed}</p>
        </div>
      )}
      {slow && (
        <p class="slow" role="status">
          This takes longer than usual. Your connection may be slow.
        </p>
      )}
      {selecting && <SelectionBar photos={shown} />}
      <PhotoGrid photos={shown} loading={loading || (!loaded && !fault)} />
      {fault && (
        <div class="centered" role="alert">
          {fault.kind === 'network' && !isOnline ? (
            <p>The list continues when you are online again.</p>
          ) : (
            <>
              <p>{fault.text}</p>
              <button type="button" onClick={load}>
                <Icon shape="again" />
                Try again
              </button>
            </>
          )}
        </div>
      )}
      {loaded && more && !loading && !fault && <LoadMore load={load} />}
    </>
  );
}
