import { useApp } from '../hooks';
import { FilePicker } from './file-picker';

/** Lets the user choose a file in place of one that did not arrive or cannot be used. */
export function ChooseAgain({ id, name }: { readonly id: string; readonly name: string }) {
  const { gallery, uploads, news } = useApp();
  const replace = (files: readonly File[]) => {
    uploads.add(files);
    // The new upload does not depend on it; what stays can be removed by hand.
    gallery.remove(id).catch(() => news.set(`${name} could not be removed.`));
  };
  return (
    <FilePicker kind="small" label={`Choose again: ${name}`} multiple={false} onChosen={replace}>
      Choose again
    </FilePicker>
  );
}
