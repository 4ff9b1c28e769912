import { useEffect, useState } from 'preact/hooks';
import { useApp } from '../hooks';
import { Icon } from './icon';

const carriesFiles = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes('Files') ?? false;

/** Accepts files that are dropped or pasted anywhere on the page, and highlights the page while files are dragged over it. */
export function DropTarget() {
  const { uploads } = useApp();
  const [over, setOver] = useState(false);
  useEffect(() => {
    const ended = new AbortController();
    const { signal } = ended;
    const drag = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = ({ relatedTarget }: DragEvent) => {
      if (relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      setOver(false);
      uploads.add(event.dataTransfer?.files ?? []);
    };
    const paste = ({ clipboardData }: ClipboardEvent) => uploads.add(clipboardData?.files ?? []);
    addEventListener('dragenter', drag, { signal });
    addEventListener('dragover', drag, { signal });
    addEventListener('dragleave', leave, { signal });
    addEventListener('drop', drop, { signal });
    addEventListener('paste', paste, { signal });
    return () => ended.abort();
  }, [uploads]);
  return over ? (
    <div class="drop-target" aria-hidden="true">
      <p>
        <Icon shape="plus" size={28} />
        Drop to upload
      </p>
    </div>
  ) : null;
}
