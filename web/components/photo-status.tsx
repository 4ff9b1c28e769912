import { stageText } from '../format';
import { useAction, useApp, usePendingStage } from '../hooks';
import { photosPath } from '../router';
import type { Photo } from '../state/gallery';
import { FilePicker } from './file-picker';
import { Icon } from './icon';

/** The reason why an image has no sizes, and the available actions. */
export function PhotoStatus({ photo }: { readonly photo: Photo }) {
  const { gallery, uploads, router } = useApp();
  const { id, reason, retryable, preview } = photo;
  const { busy, fault, run } = useAction(() => gallery.retry(id));
  const stage = usePendingStage(photo);
  if (stage === 'resizing' || stage === 'slow') {
    return (
      <div class="status-pending" role="status">
        {preview && <img src={preview} alt="" />}
        <p>{stageText[stage]}</p>
      </div>
    );
  }
  const replace = (files: readonly File[]) => {
    uploads.add(files);
    void gallery.remove(id).catch(() => undefined);
    router.go(photosPath);
  };
  return (
    <div class={stage ? 'status-stopped' : 'status-stopped status-failed'}>
      <Icon shape="alert" size={28} />
      <p>{fault?.text ?? (stage ? stageText[stage] : reason)}</p>
      {retryable ? (
        <button type="button" class="primary" disabled={busy} onClick={run}>
          <Icon shape="again" />
          Retry
        </button>
      ) : (
        <FilePicker multiple={false} onChosen={replace}>
          Choose again
        </FilePicker>
      )}
    </div>
  );
}
