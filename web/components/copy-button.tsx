import { useEffect, useState } from 'preact/hooks';
import { useApp } from '../hooks';
import { Icon } from './icon';

/** How long the button confirms the copy, in milliseconds. */
const thanksMs = 2000;

interface CopyButtonProps {
  readonly text: string;
  readonly label: string;
  /** Whether only the icon is visible. @default false */
  readonly small?: boolean;
}

export function CopyButton({ text, label, small = false }: CopyButtonProps) {
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
      news.set('The browser did not allow copying. Select the text and copy it yourself.');
    }
  };
  // Only the icon changes, so that the layout stays the same.
  return (
    <button
      type="button"
      class={`small ${small ? 'square' : ''} ${copied ? 'done' : ''}`}
      aria-label={label}
      title={label}
      onClick={() => void copy()}
    >
      <Icon shape={copied ? 'done' : 'copy'} size={15} />
      {!small && 'Copy'}
    </button>
  );
}
