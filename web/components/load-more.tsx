import { useEffect, useRef } from 'preact/hooks';

/** Asks for more before the reader comes to the end of what there is. */
export function LoadMore({ load }: { readonly load: () => void }) {
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && load(), { rootMargin: '600px' });
    if (end.current) observer.observe(end.current);
    return () => observer.disconnect();
  }, [load]);
  return <div ref={end} />;
}
