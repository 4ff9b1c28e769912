import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { countText } from '../format';
import { useAction, useApp, useStore } from '../hooks';
import type { Photo } from '../state/gallery';
import { removeAll } from '../state/selection';
import { ConfirmDialog } from './confirm-dialog';
import { Icon } from './icon';

/** Actions for the selected photos. The bar stays visible while the photos scroll. */
export function SelectionBar({ photos }: { readonly photos: readonly Photo[] }) {
  const { gallery, selection, news } = useApp();
  const ids = useStore(selection.ids) ?? new Set<string>();
  const [asked, setAsked] = useState(false);
  const [removed, setRemoved] = useState(0);
  const [problem, setProblem] = useState<string>();
  const first = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => first.current?.focus({ preventScroll: true }), []);
  useEffect(() => {
    const press = ({ key }: KeyboardEvent) => {
      if (key === 'Escape' && !document.querySelector('dialog[open]')) selection.end();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [selection]);
  const count = countText(ids.size, 'photo');
  const { busy, run } = useAction(async () => {
    setProblem(undefined);
    setRemoved(0);
    const { removed, failed, fault } = await removeAll(ids, (id) => gallery.remove(id), setRemoved);
    setAsked(false);
    news.set(`${countText(removed, 'photo')} deleted.`);
    if (failed.length === 0) return selection.end();
    selection.set(failed);
    setProblem(
      `${failed.length} of ${count} could not be deleted and ${failed.length === 1 ? 'is' : 'are'} still selected. ${fault?.text}`,
    );
  });
  const all = ids.size === photos.length;
  return (
    <div class="selection-bar">
      <p role="status">{ids.size === 0 ? 'Select photos' : `${count} selected`}</p>
      <div class="uploads-actions">
        <button ref={first} type="button" class="small" onClick={() => selection.set(all ? [] : photos.map(({ id }) => id))}>
          {all ? 'Deselect all' : `Select all ${photos.length}`}
        </button>
        <button type="button" class="small" disabled={ids.size === 0} onClick={() => setAsked(true)}>
          <Icon shape="bin" size={15} />
          Delete
        </button>
        <button type="button" class="small" onClick={() => selection.end()}>
          Done
        </button>
      </div>
      {problem && (
        <p class="action-fault" role="alert">
          {problem}
        </p>
      )}
      {asked && (
        <ConfirmDialog title={`Delete ${count}?`} confirm="Delete" busy={busy} onConfirm={run} onClose={() => setAsked(false)}>
          {busy
            ? `Deleting ${removed} of ${ids.size}…`
            : 'This deletes the originals and all sizes. Links to them stop working. You cannot undo this action.'}
        </ConfirmDialog>
      )}
    </div>
  );
}
