import { useApp } from '../hooks';
import type { Upload } from '../state/uploads';
import { bytesText } from '../words';
import { Icon } from './icon';

/** A file on its way up: how far it is, why it stopped, and what can be done. */
export function UploadRow({ upload }: { readonly upload: Upload }) {
  const { uploads } = useApp();
  const { key, file, preview, state } = upload;
  const ended = state.is === 'failed' || state.is === 'refused';
  const sent = state.is === 'sending' ? state.sent : 0;
  return (
    <li class={`upload ${ended ? 'upload-failed' : ''}`}>
      <span class="upload-picture">{preview ? <img src={preview} alt="" /> : <Icon shape="alert" />}</span>
      <span class="upload-name" title={file.name}>
        {file.name}
      </span>
      <span class="upload-facts">{factsOf(upload)}</span>
      {!ended && <progress value={sent} max={1} aria-label={`Upload of ${file.name}`} />}
      <span class="upload-actions">
        {state.is === 'failed' && state.fault.retryable && (
          <button type="button" class="small" aria-label={`Retry ${file.name}`} onClick={() => uploads.retry(key)}>
            <Icon shape="again" size={15} />
            Retry
          </button>
        )}
        <button
          type="button"
          class="only-icon"
          aria-label={`${ended ? 'Dismiss' : 'Cancel the upload of'} ${file.name}`}
          onClick={() => uploads.cancel(key)}
        >
          <Icon shape="close" />
        </button>
      </span>
    </li>
  );
}

function factsOf({ file, state }: Upload): string {
  switch (state.is) {
    case 'waiting':
      return `${bytesText(file.size)}, waiting`;
    case 'sending':
      return state.sent < 1 ? `${bytesText(Math.round(file.size * state.sent))} of ${bytesText(file.size)}` : 'Almost there …';
    case 'failed':
      return state.fault.text;
    case 'refused':
      return state.why;
  }
}
