import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { allowedTypes } from '../../client/image-client';

interface FilePickerProps {
  readonly children: ComponentChildren;
  /** Called with at least one file. */
  readonly onChosen: (files: readonly File[]) => void;
  /** @default 'primary' */
  readonly kind?: 'primary' | 'small';
  /** Label for screen readers. @default - the visible text */
  readonly label?: string;
  /** @default true */
  readonly multiple?: boolean;
}

/** A button that opens the browser's file picker. */
export function FilePicker({ children, onChosen, kind = 'primary', label, multiple = true }: FilePickerProps) {
  const input = useRef<HTMLInputElement>(null);
  const take = ({ currentTarget }: { currentTarget: HTMLInputElement }) => {
    const files = [...(currentTarget.files ?? [])];
    // Allows the same file to be chosen again.
    currentTarget.value = '';
    if (files.length > 0) onChosen(files);
  };
  return (
    <>
      <button type="button" class={kind} aria-label={label} onClick={() => input.current?.click()}>
        {children}
      </button>
      <input ref={input} type="file" accept={allowedTypes.join()} multiple={multiple} hidden onChange={take} />
    </>
  );
}
