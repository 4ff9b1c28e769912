import { useEffect, useRef } from 'preact/hooks';

/** Loads more before the user reaches the end of the list. */
export function LoadMore({ load }: { readonly load: () => void }) {
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && load(), { rootMargin: '600px' });
    if (end.current) observer.observe(end.current);
    return () => observer.disconnect();
  }, [load]);
  return <div ref={end} />;
}
