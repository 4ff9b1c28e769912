import { useApp } from '../hooks';
import { FilePicker } from './file-picker';

/** Lets the user choose another file for an upload that did not arrive or cannot be used. */
export function ChooseAgain({ id, name }: { readonly id: string; readonly name: string }) {
  const { gallery, uploads, news } = useApp();
  const replace = (files: readonly File[]) => {
    uploads.add(files);
    // The new upload does not depend on the removal. The user can remove the old entry later.
    gallery.remove(id).catch(() => news.set(`${name} could not be removed.`));
  };
  return (
    <FilePicker kind="small" label={`Choose again: ${name}`} multiple={false} onChosen={replace}>
      Choose again
    </FilePicker>
  );
}
