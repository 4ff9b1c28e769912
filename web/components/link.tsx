import type { ComponentChildren } from 'preact';
import { useApp } from '../hooks';

interface LinkProps {
  readonly to: string;
  readonly class?: string;
  readonly label?: string;
  readonly children: ComponentChildren;
}

/** A link to another view of the page. With a modifier key, the browser handles it like any link. */
export function Link({ to, class: className, label, children }: LinkProps) {
  const { router } = useApp();
  const go = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    router.go(to);
  };
  return (
    <a href={to} class={className} aria-label={label} onClick={go}>
      {children}
    </a>
  );
}
