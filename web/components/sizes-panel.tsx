import type { ImageSize } from '../../client/image';
import { srcsetHtml } from '../srcset';
import { CopyButton } from './copy-button';
import { SizeFigure } from './size-figure';

interface SizesPanelProps {
  /** Name of the photo. */
  readonly name: string;
  readonly sizes: Readonly<Record<string, ImageSize>>;
  readonly onExpired: () => void;
}

/** The stored sizes side by side, and the HTML that embeds them. */
export function SizesPanel({ name, sizes, onExpired }: SizesPanelProps) {
  const html = srcsetHtml(sizes, name);
  return (
    <>
      <div class="sizes">
        {Object.entries(sizes).map(([size, facts]) => (
          <SizeFigure key={size} size={size} facts={facts} name={name} onExpired={onExpired} />
        ))}
      </div>
      <section class="panel" aria-labelledby="html-title">
        <div class="panel-head">
          <h2 id="html-title">HTML for your page</h2>
          <CopyButton text={html} label="Copy HTML" />
        </div>
        <textarea readOnly rows={html.split('\n').length} wrap="off" aria-label="HTML of a responsive image" value={html} />
        <p class="hint">Links are signed and expire within an hour. Get new ones from the API: GET /images/{'{id}'}.</p>
      </section>
    </>
  );
}
