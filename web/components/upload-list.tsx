import { useState } from 'preact/hooks';
import { countText } from '../format';
import { useApp, useStore } from '../hooks';
import type { Upload } from '../state/upload';
import { Expander } from './expander';
import { UploadProgressBar } from './upload-progress-bar';
import { UploadRow } from './upload-row';

/** Rows that are visible without expanding the list, so that the photos stay in reach. */
const fewRows = 3;

/** All uploads that are in progress or failed. */
export function UploadList() {
  const { uploads, online } = useApp();
  const list = useStore(uploads.list);
  const isOnline = useStore(online);
  const [open, setOpen] = useState(false);
  if (list.length === 0) return null;
  const { going } = uploads;
  const stopped = list.filter((upload) => !going.includes(upload));
  const duplicates = keysOf(stopped.filter(({ state }) => state.is === 'duplicate'));
  const many = list.length > fewRows;
  return (
    <section class="uploads" aria-labelledby="uploads-title">
      <div class="uploads-head">
        <h2 id="uploads-title">{titleOf(going.length, stopped.length, isOnline)}</h2>
        <div class="uploads-actions">
          {duplicates.length > 1 && (
            <button type="button" class="small" onClick={() => uploads.confirm(...duplicates)}>
              Upload duplicates
            </button>
          )}
          {going.length > 1 && (
            <button type="button" class="small" onClick={() => uploads.cancel(...keysOf(going))}>
              Cancel all
            </button>
          )}
          {stopped.length > 1 && (
            <button type="button" class="small" onClick={() => uploads.cancel(...keysOf(stopped))}>
              Dismiss all
            </button>
          )}
          {many && (
            <Expander open={open} of="uploads-rows" label={countText(list.length, 'file')} onToggle={() => setOpen(!open)} />
          )}
        </div>
      </div>
      {going.length > 1 && <UploadProgressBar />}
      {(open || !many) && (
        <ul id="uploads-rows" class="rows">
          {list.map((upload) => (
            <UploadRow key={upload.key} upload={upload} />
          ))}
        </ul>
      )}
    </section>
  );
}

const keysOf = (uploads: readonly Upload[]) => uploads.map(({ key }) => key);

function titleOf(going: number, stopped: number, isOnline: boolean): string {
  const halted = `${countText(stopped, 'file')} not uploaded`;
  if (going === 0) return halted;
  const photos = countText(going, 'photo');
  const doing = isOnline ? `Uploading ${photos}` : `${photos} waiting for the connection`;
  return stopped > 0 ? `${doing}, ${halted}` : doing;
}
