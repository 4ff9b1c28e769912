import { useAction, useApp } from '../hooks';
import { photosPath } from '../router';
import { Link } from './link';
import { Mark } from './mark';

export function Header() {
  const { session } = useApp();
  const { busy, fault, run } = useAction(() => session.signOut());
  return (
    <header class="header">
      <div class="header-row">
        <Link to={photosPath} class="brand">
          <Mark />
          Image API
        </Link>
        <span class="user" title={session.user}>
          {session.user}
        </span>
        <button type="button" class="quiet" disabled={busy} onClick={run}>
          Sign out
        </button>
      </div>
      {fault && (
        <p class="header-fault" role="alert">
          {fault.text}
        </p>
      )}
    </header>
  );
}
