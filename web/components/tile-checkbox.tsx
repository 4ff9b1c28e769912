import type { ComponentChildren } from 'preact';

interface TileCheckboxProps {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: () => void;
  /** Name of the photo. */
  readonly children: ComponentChildren;
}

/** A selectable photo: the whole tile is the checkbox's label. */
export function TileCheckbox({ label, checked, onChange, children }: TileCheckboxProps) {
  return (
    <label class={checked ? 'tile-body tile-selected' : 'tile-body'}>
      {children}
      <input type="checkbox" aria-label={label} checked={checked} onChange={onChange} />
    </label>
  );
}
