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

/** The page's place in the browser's history. */
export class Router {
  readonly route = new Store<Route>(routeOf(location.pathname));
  /** Whether the view has changed since the page was opened. */
  moved = false;

  constructor() {
    history.scrollRestoration = 'manual';
    addEventListener('popstate', () => this.arrive());
  }

  /** Goes to a view, from which Back leads to where this one was scrolled to. */
  go(path: string): void {
    if (path === location.pathname) return;
    history.replaceState({ scrollY }, '');
    history.pushState(null, '', path);
    this.arrive();
  }

  /** Where the view was left, in pixels from its top. */
  get scrolledTo(): number {
    return history.state?.scrollY ?? 0;
  }

  private arrive(): void {
    this.moved = true;
    this.route.set(routeOf(location.pathname));
  }
}
