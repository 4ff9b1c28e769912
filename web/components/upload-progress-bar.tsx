import { progressText } from '../format';
import { useApp, useStore } from '../hooks';

/** Progress of all uploads together. */
export function UploadProgressBar() {
  const { uploads } = useApp();
  useStore(uploads.list);
  const { done, files, share } = uploads.progress;
  return (
    <div class="overall">
      <progress value={share} max={1} aria-label="All uploads" />
      <p class="hint">
        {done} of {files} uploaded, {progressText(share)}
      </p>
    </div>
  );
}
