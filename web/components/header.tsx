import { useState } from 'preact/hooks';
import { appTitle } from '../../lambda/names';
import { countText } from '../format';
import { useAction, useApp, useStore } from '../hooks';
import { photosPath } from '../router';
import { ConfirmDialog } from './confirm-dialog';
import { Link } from './link';
import { Mark } from './mark';
import { UploadBadge } from './upload-badge';

/** How long a sign-out waits for uploads to be canceled, in milliseconds. */
const patienceMs = 3000;

export function Header() {
  const { session, uploads } = useApp();
  useStore(uploads.list);
  const { going } = uploads;
  const [asked, setAsked] = useState(false);
  const { busy, fault, run } = useAction(async () => {
    setAsked(false);
    // After the sign-out, no request can remove their records.
    await Promise.race([uploads.cancelAll(), new Promise((resolve) => setTimeout(resolve, patienceMs))]);
    await session.signOut();
  });
  return (
    <header class="header">
      <div class="header-row">
        <Link to={photosPath} class="brand">
          <Mark />
          {appTitle}
        </Link>
        <UploadBadge />
        <span class="user" title={session.user}>
          {session.user}
        </span>
        <button type="button" class="quiet" disabled={busy} onClick={going.length > 0 ? () => setAsked(true) : run}>
          Sign out
        </button>
      </div>
      {asked && (
        <ConfirmDialog
          title="Sign out and cancel uploads?"
          confirm="Sign out"
          busy={busy}
          onConfirm={run}
          onClose={() => setAsked(false)}
        >
          {countText(going.length, 'photo')} {going.length === 1 ? 'is' : 'are'} not uploaded yet.
        </ConfirmDialog>
      )}
      {fault && (
        <p class="header-fault" role="alert">
          {fault.text}
        </p>
      )}
    </header>
  );
}
