import { stageText } from '../format';
import { useAction, useApp, usePendingStage } from '../hooks';
import { photoPath } from '../router';
import type { Photo } from '../state/gallery';
import { ChooseAgain } from './choose-again';
import { Icon } from './icon';
import { Link } from './link';
import { Row, RowButton } from './row';
import { RowPicture } from './row-picture';

/** An image that failed, or whose file is missing: the reason and the available actions. */
export function AttentionRow({ photo }: { readonly photo: Photo }) {
  const { gallery, news } = useApp();
  const { id, name = 'Photo', reason = '', retryable, preview } = photo;
  const stage = usePendingStage(photo);
  const retry = useAction(() => gallery.retry(id));
  const remove = useAction(async () => {
    await gallery.remove(id);
    news.set(`${name} was removed.`);
  });
  const busy = retry.busy || remove.busy;
  return (
    <Row
      picture={<RowPicture preview={preview} />}
      name={name}
      title={<Link to={photoPath(id)}>{name}</Link>}
      bad={stage === undefined}
      text={(retry.fault ?? remove.fault)?.text ?? (stage ? stageText[stage] : reason)}
    >
      {retryable && (
        <RowButton label={`Retry ${name}`} disabled={busy} onClick={retry.run}>
          <Icon shape="again" size={15} />
          Retry
        </RowButton>
      )}
      {!retryable && <ChooseAgain id={id} name={name} />}
      <RowButton label={`Remove ${name}`} disabled={busy} onClick={remove.run} />
    </Row>
  );
}
