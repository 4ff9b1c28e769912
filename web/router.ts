import { Store } from './state/store';

/** What the page shows, as its address says. */
export type Route = { readonly view: 'photos' } | { readonly view: 'photo'; readonly id: string } | { readonly view: 'unknown' };

export const photosPath = '/';
export const photoPath = (id: string) => `/view/${id}`;

export function routeOf(path: string): Route {
  // The way back from signing in ends there.
  if (path === photosPath || path === '/signed-in') return { view: 'photos' };
  const id = /^\/view\/([0-9a-f-]{36})$/.exec(path)?.[1];
  return id ? { view: 'photo', id } : { view: 'unknown' };
}

/** What the browser keeps for an entry of its history. */
interface Entry {
  /** How far the view was scrolled when it was left, in pixels. */
  readonly scrollY?: number;
  /** The router that made the entry from the photos, so that Back leads to them. */
  readonly openedBy?: string;
}

/** How long the page has rested when its place is kept, in milliseconds: browsers limit how often that may be. */
const restMs = 150;

/** The page's place in the browser's history. */
export class Router {
  readonly route = new Store<Route>(routeOf(location.pathname));
  /** Whether the view has changed since the page was opened. */
  moved = false;
  /** Of this load of the page. */
  private readonly name = crypto.randomUUID();
  private resting: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    history.scrollRestoration = 'manual';
    addEventListener('popstate', () => this.arrive());
    // For a reload. While the page goes away, browsers do not keep it any more.
    addEventListener('scroll', () => {
      clearTimeout(this.resting);
      this.resting = setTimeout(() => this.keepPlace(), restMs);
    });
  }

  /** Opens a view as a new entry of the history. */
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

  /** Opens a view in place of the current one, so that Back leads to where the current one was opened. */
  replace(path: string): void {
    history.replaceState({ ...this.entry, scrollY: 0 }, '', path);
    this.arrive();
  }

  /** Leads to the photos, where they were left if they are the entry before this one. */
  backToPhotos(): void {
    if (this.entry.openedBy === this.name) history.back();
    else this.go(photosPath);
  }

  /** How far the view was scrolled when it was left, in pixels. */
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
    // It would write the old view's place into the new one's entry.
    clearTimeout(this.resting);
    this.moved = true;
    this.route.set(routeOf(location.pathname));
  }
}
