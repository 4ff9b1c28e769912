import { useAction, useApp, useStore } from '../hooks';
import { signIn } from '../session';
import { Banner } from './banner';

/** What concerns the whole page at the moment: the connection, the session, a limit. */
export function Banners() {
  const { online, ended, uploads, config } = useApp();
  const isOnline = useStore(online);
  const hasEnded = useStore(ended);
  const list = useStore(uploads.list);
  const { busy, fault, run } = useAction(() => signIn(config));
  const limit = list.flatMap(({ state }) => (state.is === 'failed' && state.fault.limit ? [state.fault.limit] : []))[0];
  return (
    <>
      {!isOnline && (
        <Banner shape="cloudOff" title="You are offline.">
          Uploads go on by themselves once you are back.
        </Banner>
      )}
      {hasEnded && (
        <Banner
          shape="alert"
          title="Your session has ended."
          action={
            <button type="button" class="primary" disabled={busy} onClick={run}>
              Sign in
            </button>
          }
        >
          {fault?.text ?? 'Sign in again to go on. Your photos are safe; uploads that have not ended must be chosen anew.'}
        </Banner>
      )}
      {limit && (
        <Banner shape="alert" title="You have reached a limit.">
          {limit.name}: {limit.allowed.toLocaleString('en-US')}
        </Banner>
      )}
    </>
  );
}
