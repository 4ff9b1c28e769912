import { Store } from './state/store';

/** The view of a URL. */
export type Route = { readonly view: 'photos' } | { readonly view: 'photo'; readonly id: string } | { readonly view: 'unknown' };

export const photosPath = '/';
export const photoPath = (id: string) => `/view/${id}`;

export function routeOf(path: string): Route {
  // Redirect target of the sign-in.
  if (path === photosPath || path === '/signed-in') return { view: 'photos' };
  const id = /^\/view\/([0-9a-f-]{36})$/.exec(path)?.[1];
  return id ? { view: 'photo', id } : { view: 'unknown' };
}

/** State of a history entry. */
interface Entry {
  /** Scroll position when the view was left, in pixels. */
  readonly scrollY?: number;
  /** Id of the router that created the entry from the photos, so that Back returns to them. */
  readonly openedBy?: string;
}

/** Delay before the scroll position is saved, in milliseconds: browsers limit the frequency of history updates. */
const restMs = 150;

/** Navigation by the browser's history. */
export class Router {
  readonly route = new Store<Route>(routeOf(location.pathname));
  /** Whether the view has changed since the page was loaded. */
  moved = false;
  /** Id of this page load. */
  private readonly name = crypto.randomUUID();
  private resting: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    history.scrollRestoration = 'manual';
    addEventListener('popstate', () => this.arrive());
    // For a reload. While the page unloads, browsers no longer save the state.
    addEventListener('scroll', () => {
      clearTimeout(this.resting);
      this.resting = setTimeout(() => this.keepPlace(), restMs);
    });
  }

  /** Opens a view as a new history entry. */
  go(path: string): void {
    if (path === location.pathname) {
      scrollTo(0, 0);
      return;
    }
    this.keepPlace();
    const fromPhotos = this.route.value.view === 'photos';
    history.pushState(fromPhotos ? { openedBy: this.name } : null, '', path);
    this.arrive();
  }

  /** Replaces the current view, so that Back returns to the view before it. */
  replace(path: string): void {
    history.replaceState({ ...this.entry, scrollY: 0 }, '', path);
    this.arrive();
  }

  /** Returns to the photos, at their scroll position if they are the previous entry. */
  backToPhotos(): void {
    if (this.entry.openedBy === this.name) history.back();
    else this.go(photosPath);
  }

  /** Scroll position when the view was left, in pixels. */
  get scrolledTo(): number {
    return this.entry.scrollY ?? 0;
  }

  private get entry(): Entry {
    return history.state ?? {};
  }

  private keepPlace(): void {
    history.replaceState({ ...this.entry, scrollY }, '');
  }

  private arrive(): void {
    // It would save the old view's position in the new entry.
    clearTimeout(this.resting);
    this.moved = true;
    this.route.set(routeOf(location.pathname));
  }
}
