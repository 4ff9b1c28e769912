import { useEffect } from 'preact/hooks';
import { useApp, useStore } from '../hooks';
import { photoPath, photosPath } from '../router';
import type { Photo } from '../state/gallery';
import { Icon } from './icon';

/** Navigation from a photo to the list and to its neighbors. The keys Escape, ← and → do the same. */
export function PhotoNav({ id }: { readonly id: string }) {
  const { gallery, router, news } = useApp();
  const { loaded, loading, more, fault } = useStore(gallery.state);
  const { newer, older } = gallery.around(id);
  // The end of the list loads the next page. A photo that was opened by its URL loads the first one.
  const wanted = !loading && !fault && (!loaded || (more && newer !== undefined && older === undefined));
  useEffect(() => {
    if (wanted) void gallery.loadMore();
  }, [wanted, gallery]);
  const open = (photo: Photo) => {
    router.replace(photoPath(photo.id));
    // The focus does not move, so that the change has to be announced.
    if (photo.name) news.set(photo.name);
  };
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const { key, target } = event;
      if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      // In a dialog or a text field, these keys have their own function.
      if (document.querySelector('dialog[open]') || (target as Element).matches('textarea, input')) return;
      if (key === 'Escape') router.backToPhotos();
      // Reads the current photo: with a key held down, events arrive faster than the page renders.
      const route = router.route.value;
      const beside = route.view === 'photo' ? gallery.around(route.id) : {};
      const to = { ArrowLeft: beside.newer, ArrowRight: beside.older }[key];
      if (to) open(to);
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [gallery, router]);
  return (
    <nav class="photo-nav" aria-label="Photos">
      <a href={photosPath} class="back" onClick={(event) => follow(event, () => router.backToPhotos())}>
        <Icon shape="back" />
        Photos
      </a>
      <NeighborLink label="Previous photo" hotkey="←" shape="previous" photo={newer} onOpen={open} />
      <NeighborLink label="Next photo" hotkey="→" shape="next" photo={older} onOpen={open} />
    </nav>
  );
}

interface NeighborLinkProps {
  readonly label: string;
  readonly hotkey: string;
  readonly shape: 'previous' | 'next';
  /** Missing at the end of the list. */
  readonly photo: Photo | undefined;
  readonly onOpen: (photo: Photo) => void;
}

/** The same element for all photos, so that it keeps the focus. */
function NeighborLink({ label, hotkey, shape, photo, onOpen }: NeighborLinkProps) {
  const to = photo && photoPath(photo.id);
  return (
    <a
      href={to}
      class="button only-icon neighbor"
      role={to ? undefined : 'link'}
      tabIndex={to ? undefined : -1}
      aria-disabled={!to}
      title={`${label} (${hotkey})`}
      aria-label={photo?.name ? `${label}: ${photo.name}` : label}
      onClick={(event) => photo && follow(event, () => onOpen(photo))}
    >
      <Icon shape={shape} />
    </a>
  );
}

/** With a modifier key, the browser handles the link. */
function follow(event: MouseEvent, go: () => void): void {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  go();
}
