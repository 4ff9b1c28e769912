import { useState } from 'preact/hooks';
import { Icon } from './icon';

/** The file as a picture, where the browser can show it. */
export function RowPicture({ preview }: { readonly preview: string | undefined }) {
  const [broken, setBroken] = useState(false);
  return preview && !broken ? <img src={preview} alt="" onError={() => setBroken(true)} /> : <Icon shape="alert" />;
}
