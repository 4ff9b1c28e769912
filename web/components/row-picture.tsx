import { useState } from 'preact/hooks';
import { Icon } from './icon';

/** A preview of the file, if the browser can display it. */
export function RowPicture({ preview }: { readonly preview: string | undefined }) {
  const [broken, setBroken] = useState(false);
  return preview && !broken ? <img src={preview} alt="" onError={() => setBroken(true)} /> : <Icon shape="alert" />;
}
