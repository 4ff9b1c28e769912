import { numberText } from '../format';
import { useAction, useApp, useStore } from '../hooks';
import { signIn } from '../session';
import { Banner } from './banner';

/** Messages about the whole page: connection, session, limit. */
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
          Uploads continue when you are online again.
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
          {fault?.text ?? 'Sign in again to continue. Your photos are safe. Choose files that are not uploaded yet again.'}
        </Banner>
      )}
      {limit && (
        <Banner shape="alert" title="You have reached a limit.">
          {limit.name}: {numberText(limit.allowed)}
        </Banner>
      )}
    </>
  );
}
