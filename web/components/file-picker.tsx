import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { allowedTypes } from '../../client/image-client';
import { useApp } from '../hooks';

/** A button that lets the user choose photos. */
export function FilePicker({ children }: { readonly children: ComponentChildren }) {
  const { uploads } = useApp();
  const input = useRef<HTMLInputElement>(null);
  const take = ({ currentTarget }: { currentTarget: HTMLInputElement }) => {
    uploads.add(currentTarget.files ?? []);
    // The same file may be chosen again.
    currentTarget.value = '';
  };
  return (
    <>
      <button type="button" class="primary" onClick={() => input.current?.click()}>
        {children}
      </button>
      <input ref={input} type="file" accept={allowedTypes.join()} multiple hidden onChange={take} />
    </>
  );
}
