import { useState } from 'preact/hooks';
import { useAction, useApp } from '../hooks';
import type { Photo } from '../state/gallery';
import { ConfirmDialog } from './confirm-dialog';
import { Icon } from './icon';

/** Deletes an image after a confirmation. */
export function DeletePhoto({ photo: { id, name = 'this photo' } }: { readonly photo: Photo }) {
  const { gallery, router, news } = useApp();
  const [asked, setAsked] = useState(false);
  const { busy, fault, run } = useAction(async () => {
    await gallery.remove(id);
    news.set(`${name} was deleted.`);
    router.backToPhotos();
  });
  return (
    <>
      <button type="button" onClick={() => setAsked(true)}>
        <Icon shape="bin" />
        Delete
      </button>
      {asked && (
        <ConfirmDialog title={`Delete ${name}?`} confirm="Delete" busy={busy} onConfirm={run} onClose={() => setAsked(false)}>
          {fault?.text ?? 'This deletes the original and all sizes. Links to them stop working. You cannot undo this action.'}
        </ConfirmDialog>
      )}
    </>
  );
}
