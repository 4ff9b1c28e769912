import { useEffect } from 'preact/hooks';
import { PhotoDetails } from '../components/photo-details';
import { PhotoNav } from '../components/photo-nav';

/** The view of one image. */
export function PhotoView({ id }: { readonly id: string }) {
  useEffect(() => scrollTo(0, 0), [id]);
  return (
    <article class="photo">
      <PhotoNav id={id} />
      <PhotoDetails key={id} id={id} />
    </article>
  );
}
