import type { ComponentChildren } from 'preact';
import { Icon } from './icon';

interface RowProps {
  readonly picture: ComponentChildren;
  readonly name: string;
  /** A link around the name. @default - only the name */
  readonly title?: ComponentChildren;
  readonly text: string;
  /** Whether the row shows an error. */
  readonly bad: boolean;
  readonly progress?: ComponentChildren;
  /** Buttons of the row. */
  readonly children: ComponentChildren;
}

/** A file that is not a photo of the gallery, or not yet. */
export function Row({ picture, name, title = name, text, bad, progress, children }: RowProps) {
  return (
    <li class={bad ? 'row row-bad' : 'row'}>
      <span class="row-picture">{picture}</span>
      <span class="row-name" title={name}>
        {title}
      </span>
      <span class="row-text">{text}</span>
      {progress}
      <span class="row-actions">{children}</span>
    </li>
  );
}

interface RowButtonProps {
  /** Label for screen readers: the action and its object. */
  readonly label: string;
  readonly disabled?: boolean;
  readonly onClick: () => void;
  /** @default - a cross */
  readonly children?: ComponentChildren;
}

export function RowButton({ label, disabled, onClick, children }: RowButtonProps) {
  return (
    <button type="button" class={children ? 'small' : 'only-icon'} aria-label={label} disabled={disabled} onClick={onClick}>
      {children ?? <Icon shape="close" />}
    </button>
  );
}
