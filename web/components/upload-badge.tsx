import { countText, progressText } from '../format';
import { useApp, useStore } from '../hooks';
import { photosPath } from '../router';
import { Icon } from './icon';
import { Link } from './link';

/** Progress of the uploads, visible in every view. */
export function UploadBadge() {
  const { uploads, online } = useApp();
  const list = useStore(uploads.list);
  const isOnline = useStore(online);
  if (list.length === 0) return null;
  const { going, progress } = uploads;
  const doing = isOnline ? 'Uploading' : 'Waiting';
  if (going.length === 0) {
    return (
      <Link to={photosPath} class="badge badge-bad" label={`${list.length} not uploaded`}>
        <Icon shape="alert" size={15} />
        {list.length} <span class="badge-long">not uploaded</span>
      </Link>
    );
  }
  return (
    <Link to={photosPath} class="badge" label={`${doing}: ${countText(going.length, 'photo')}, ${progressText(progress.share)}`}>
      <svg class="badge-ring" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
        <circle cx="8" cy="8" r="6" />
        <circle class="badge-arc" cx="8" cy="8" r="6" pathLength={1} stroke-dasharray={`${progress.share} 1`} />
      </svg>
      <span class="badge-long">{doing}</span> {going.length}
    </Link>
  );
}
