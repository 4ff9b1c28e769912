import { useEffect } from 'preact/hooks';
import { appTitle } from '../../lambda/names';
import { Icon } from '../components/icon';
import { Mark } from '../components/mark';
import { Scene } from '../components/scene';
import type { PageConfig } from '../config';
import { useAction } from '../hooks';
import { signIn } from '../session';

/** Introduces the product and offers the sign-in. */
export function SignedOutView({ config }: { readonly config: PageConfig }) {
  const { busy, fault, run } = useAction(() => signIn(config));
  useEffect(() => {
    document.title = appTitle;
  }, []);
  return (
    <main class="welcome">
      <div class="welcome-text">
        <p class="brand">
          <Mark size={30} />
          {appTitle}
        </p>
        <h1>Upload a photo, get it in several sizes.</h1>
        <p class="lead">Every size is ready a moment later. The original stays private.</p>
        <button type="button" class="primary large" disabled={busy} onClick={run}>
          Sign in
        </button>
        {fault && (
          <p class="welcome-fault" role="alert">
            <Icon shape="alert" /> {fault.text}
          </p>
        )}
      </div>
      <Scene />
    </main>
  );
}
