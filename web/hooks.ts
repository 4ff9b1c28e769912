import { createContext, type RefObject } from 'preact';
import { useContext, useEffect, useRef, useState } from 'preact/hooks';
import { appTitle } from '../lambda/names';
import type { PhotoApp } from './photo-app';
import { type Fault, faultOf } from './state/faults';
import type { Photo } from './state/gallery';
import { formEnd, type PendingStage, pendingStage } from './state/pending-stage';
import type { Store } from './state/store';

export const AppContext = createContext<PhotoApp | undefined>(undefined);

export function useApp(): PhotoApp {
  const app = useContext(AppContext);
  if (!app) throw new Error('This component stands outside of the application.');
  return app;
}

/** The value of a store, drawn anew with each change. */
export function useStore<T>(store: Store<T>): T {
  const [value, draw] = useState<T>(store.value);
  useEffect(() => {
    const redraw = () => draw(() => store.value);
    // It may have changed since this was drawn.
    redraw();
    return store.watch(redraw);
  }, [store]);
  return value;
}

/** Names the view in the browser's title. @returns for its heading, which has the focus after each change of view */
export function useView(title: string): RefObject<HTMLHeadingElement | null> {
  const { router } = useApp();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} – ${appTitle}`;
  }, [title]);
  useEffect(() => {
    // A page that has just been opened keeps the focus where the browser puts it, and a link to the next photo keeps it, too.
    if (router.moved && !document.activeElement?.closest('nav')) heading.current?.focus({ preventScroll: true });
  }, [router]);
  return heading;
}

/** Whether something has lasted longer than it should. @param ms how long that is */
export function useDelayed(lasts: boolean, ms: number): boolean {
  const [long, setLong] = useState(false);
  useEffect(() => {
    setLong(false);
    if (!lasts) return undefined;
    const timer = setTimeout(() => setLong(true), ms);
    return () => clearTimeout(timer);
  }, [lasts, ms]);
  return lasts && long;
}

/** Whether a moment has passed; it is drawn again when it does. @param at in milliseconds since the epoch */
export function usePast(at: number): boolean {
  const [, draw] = useState(0);
  useEffect(() => {
    const left = at - Date.now();
    if (!(left > 0)) return undefined;
    const timer = setTimeout(() => draw((times) => times + 1), left);
    return () => clearTimeout(timer);
  }, [at]);
  return Date.now() >= at;
}

/** How far a PENDING image is; it is drawn again when its form expires. `undefined` for an image that has ended. */
export function usePendingStage(photo: Photo): PendingStage | undefined {
  const { memory } = useApp();
  usePast(formEnd(photo));
  return photo.status === 'PENDING' ? pendingStage(photo, memory) : undefined;
}

/** Something that the user starts and that may fail. @returns how it stands, and what starts it */
export function useAction(action: () => Promise<void>): { busy: boolean; fault: Fault | undefined; run: () => void } {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<Fault>();
  const run = async () => {
    setBusy(true);
    setFault(undefined);
    try {
      await action();
    } catch (error) {
      setFault(faultOf(error));
    }
    setBusy(false);
  };
  return { busy, fault, run: () => void run() };
}
