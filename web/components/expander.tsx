import { Icon } from './icon';

interface ExpanderProps {
  readonly open: boolean;
  /** Id of the controlled element. */
  readonly of: string;
  /** Describes the content: `24 files`. */
  readonly label: string;
  readonly onToggle: () => void;
}

/** Expands and collapses a long list. */
export function Expander({ open, of, label, onToggle }: ExpanderProps) {
  return (
    <button type="button" class="small" aria-expanded={open} aria-controls={open ? of : undefined} onClick={onToggle}>
      {open ? 'Hide' : 'Show'} {label}
      <Icon shape={open ? 'up' : 'down'} size={15} />
    </button>
  );
}
