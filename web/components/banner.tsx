import type { ComponentChildren } from 'preact';
import { Icon } from './icon';

interface BannerProps {
  readonly shape: 'alert' | 'cloudOff';
  readonly title: string;
  readonly children: ComponentChildren;
  /** The available action. */
  readonly action?: ComponentChildren;
}

/** A message about the whole page. */
export function Banner({ shape, title, children, action }: BannerProps) {
  return (
    <div class="banner" role="alert">
      <Icon shape={shape} size={22} />
      <p>
        <strong>{title}</strong> {children}
      </p>
      {action}
    </div>
  );
}
