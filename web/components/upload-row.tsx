import { bytesText } from '../format';
import { useApp, useStore } from '../hooks';
import { isGoing, type Upload } from '../state/upload';
import { Icon } from './icon';
import { Row, RowButton } from './row';
import { RowPicture } from './row-picture';

/** An upload: its progress, or the error and the available actions. */
export function UploadRow({ upload }: { readonly upload: Upload }) {
  const { uploads, online } = useApp();
  const isOnline = useStore(online);
  const { key, file, preview, state } = upload;
  const going = isGoing(upload);
  const { name } = file;
  return (
    <Row
      picture={<RowPicture preview={preview} />}
      name={name}
      bad={state.is === 'failed' || state.is === 'refused'}
      text={textOf(upload, isOnline)}
      progress={going && <progress value={state.is === 'sending' ? state.sent : 0} max={1} aria-label={`Upload of ${name}`} />}
    >
      {state.is === 'duplicate' && (
        <RowButton label={`Upload anyway: ${name}`} onClick={() => uploads.confirm(key)}>
          Upload anyway
        </RowButton>
      )}
      {state.is === 'failed' && state.fault.retryable && (
        <RowButton label={`Retry ${name}`} onClick={() => uploads.retry(key)}>
          <Icon shape="again" size={15} />
          Retry
        </RowButton>
      )}
      <RowButton label={`${going ? 'Cancel upload of' : 'Dismiss'} ${name}`} onClick={() => uploads.cancel(key)} />
    </Row>
  );
}

function textOf({ file, state }: Upload, isOnline: boolean): string {
  switch (state.is) {
    case 'waiting':
      return `${bytesText(file.size)}, waiting${isOnline ? '' : ' for the connection'}`;
    case 'sending':
      return state.sent < 1 ? `${bytesText(Math.round(file.size * state.sent))} of ${bytesText(file.size)}` : 'Finishing…';
    case 'duplicate':
      return `A photo with this name and size (${bytesText(file.size)}) already exists.`;
    case 'failed':
      return state.fault.text;
    case 'refused':
      return state.why;
  }
}
