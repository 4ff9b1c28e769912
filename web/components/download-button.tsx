import { useAction, useApp } from '../hooks';
import { saveAs } from '../save-as';
import { Icon } from './icon';

interface DownloadButtonProps {
  readonly url: string;
  /** Name of the saved file. */
  readonly fileName: string;
  readonly label: string;
}

export function DownloadButton({ url, fileName, label }: DownloadButtonProps) {
  const { news } = useApp();
  const { busy, fault, run } = useAction(async () => {
    await saveAs(url, fileName);
    news.set(`${fileName} was downloaded.`);
  });
  return (
    <>
      <button type="button" class="small" aria-label={label} disabled={busy} onClick={run}>
        <Icon shape="download" size={15} />
        Download
      </button>
      {fault && (
        <p class="action-fault" role="alert">
          {fault.text}
        </p>
      )}
    </>
  );
}
