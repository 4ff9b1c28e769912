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
  if (!app) throw new Error('This component must be rendered inside the application.');
  return app;
}

/** Returns the value of a store, and renders again after each change. */
export function useStore<T>(store: Store<T>): T {
  const [value, draw] = useState<T>(store.value);
  useEffect(() => {
    const redraw = () => draw(() => store.value);
    // It may have changed since the last render.
    redraw();
    return store.watch(redraw);
  }, [store]);
  return value;
}

/** Sets the document title. @returns a ref for the view's heading, which receives the focus after each change of view */
export function useView(title: string): RefObject<HTMLHeadingElement | null> {
  const { router } = useApp();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} – ${appTitle}`;
  }, [title]);
  useEffect(() => {
    // The first view keeps the browser's focus, and a link to the next photo keeps its own.
    if (router.moved && !document.activeElement?.closest('nav')) heading.current?.focus({ preventScroll: true });
  }, [router]);
  return heading;
}

/** Whether a state has lasted longer than expected. @param ms the expected duration, in milliseconds */
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

/** Whether a time has passed; renders again when it does. @param at milliseconds since the epoch */
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

/** Returns the stage of a PENDING image, and renders again when its form expires; `undefined` for other images. */
export function usePendingStage(photo: Photo): PendingStage | undefined {
  const { memory } = useApp();
  usePast(formEnd(photo));
  return photo.status === 'PENDING' ? pendingStage(photo, memory) : undefined;
}

/** An action that the user starts and that may fail. @returns its state, and the function that starts it */
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
