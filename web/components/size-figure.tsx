import type { ImageSize } from '../../client/image';
import { bytesText, pixelsText } from '../format';
import { fileNameOf } from '../save-as';
import { CopyButton } from './copy-button';
import { DownloadButton } from './download-button';
import { Icon } from './icon';

interface SizeFigureProps {
  /** Name of the size in the API. */
  readonly size: string;
  readonly facts: ImageSize;
  /** Name of the photo. */
  readonly name: string;
  readonly onExpired: () => void;
}

/** One stored size of an image, with its properties and its link. */
export function SizeFigure({ size, facts, name, onExpired }: SizeFigureProps) {
  const { url, width, height, bytes, format } = facts;
  return (
    <figure class="size">
      <img
        src={url}
        width={width}
        height={height}
        style={{ '--ratio': width / height }}
        alt={`${name}, ${size}`}
        decoding="async"
        onError={onExpired}
      />
      <figcaption>
        <h2>{size}</h2>
        <p>
          {pixelsText(facts)} px
          <br />
          {bytesText(bytes)}, {format}
        </p>
        <div class="size-actions">
          <DownloadButton url={url} fileName={fileNameOf(name, size, format)} label={`Download ${size}`} />
          <a
            class="button small square"
            href={url}
            target="_blank"
            rel="noreferrer"
            aria-label={`Open ${size}`}
            title={`Open ${size}`}
          >
            <Icon shape="open" size={15} />
          </a>
          <CopyButton text={url} label={`Copy link to ${size}`} small />
        </div>
      </figcaption>
    </figure>
  );
}
