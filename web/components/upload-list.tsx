import { useApp, useStore } from '../hooks';
import type { Upload } from '../state/uploads';
import { countText } from '../words';
import { UploadRow } from './upload-row';

/** Everything that is on its way up, or did not get there. */
export function UploadList() {
  const { uploads } = useApp();
  const list = useStore(uploads.list);
  if (list.length === 0) return null;
  const stopped = list.filter(({ state }) => state.is === 'failed' || state.is === 'refused');
  return (
    <section class="uploads" aria-labelledby="uploads-title">
      <div class="uploads-head">
        <h2 id="uploads-title">{titleOf(list.length - stopped.length, stopped)}</h2>
        {stopped.length > 1 && (
          <button type="button" class="small" onClick={() => uploads.cancel(...stopped.map(({ key }) => key))}>
            Dismiss all
          </button>
        )}
      </div>
      <ul>
        {list.map((upload) => (
          <UploadRow key={upload.key} upload={upload} />
        ))}
      </ul>
    </section>
  );
}

function titleOf(going: number, stopped: readonly Upload[]): string {
  const halted = `${countText(stopped.length, 'file')} not uploaded`;
  if (going === 0) return halted;
  return `Uploading ${countText(going, 'photo')}${stopped.length > 0 ? `, ${halted}` : ''}`;
}
