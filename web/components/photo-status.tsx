import { useAction, useApp } from '../hooks';
import type { Photo } from '../state/gallery';
import { Icon } from './icon';

/** What is to be said of an image that has no sizes, and what can be done. */
export function PhotoStatus({ photo: { id, status, reason, retryable, preview } }: { readonly photo: Photo }) {
  const { gallery } = useApp();
  const { busy, fault, run } = useAction(() => gallery.retry(id));
  if (status === 'PENDING') {
    return (
      <div class="status-pending" role="status">
        {preview && <img src={preview} alt="" />}
        <p>Resizing …</p>
      </div>
    );
  }
  return (
    <div class="status-failed">
      <Icon shape="alert" size={28} />
      <p>{fault?.text ?? reason}</p>
      {retryable && (
        <button type="button" class="primary" disabled={busy} onClick={run}>
          <Icon shape="again" />
          Retry
        </button>
      )}
    </div>
  );
}
