import { useEffect, useState } from 'preact/hooks';
import { useApp } from '../hooks';
import { Icon } from './icon';

/** How long the button says that it has copied, in milliseconds. */
const thanksMs = 2000;

export function CopyButton({ text, label }: { readonly text: string; readonly label: string }) {
  const { news } = useApp();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), thanksMs);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      news.set(`${label}: copied.`);
    } catch {
      news.set('The browser did not allow copying. Select the text, and copy it by hand.');
    }
  };
  return (
    <button type="button" class="small" aria-label={label} onClick={() => void copy()}>
      <Icon shape={copied ? 'done' : 'copy'} size={15} />
      {copied ? 'Copied' : 'Copy'}
    </button>
  );
}
