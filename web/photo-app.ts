import { ImageClient } from '../client/image-client';
import { objectionTo } from './check-file';
import type { PageConfig } from './config';
import { pageFetch } from './page-fetch';
import { Router } from './router';
import { sendForm } from './send-form';
import { type Session, SessionEnded } from './session';
import { Gallery } from './state/gallery';
import { Poll } from './state/poll';
import { Store } from './state/store';
import { Uploads } from './state/uploads';
import { typedFile } from './typed-file';

/** What the views of a signed-in user work with. */
export interface PhotoApp {
  readonly config: PageConfig;
  readonly session: Session;
  readonly router: Router;
  readonly gallery: Gallery;
  readonly uploads: Uploads;
  readonly online: Store<boolean>;
  /** Whether the session has ended, so that nothing goes on without a new one. */
  readonly ended: Store<boolean>;
  /** What is read aloud. */
  readonly news: Store<string>;
}

/** Puts the parts of the page together: its composition root. */
export function createPhotoApp(config: PageConfig, session: Session): PhotoApp {
  const online = new Store(navigator.onLine);
  const ended = new Store(false);
  const news = new Store('');
  const client = new ImageClient(config.api, {
    fetch: pageFetch(() => ended.set(true)),
    send: sendForm,
    token: () =>
      session.token().catch((error) => {
        if (error instanceof SessionEnded) ended.set(true);
        throw error;
      }),
  });

  const gallery = new Gallery(client);
  const poll = new Poll({
    ask: () => gallery.refreshPending(),
    wanted: () => gallery.pending.length > 0 && document.visibilityState === 'visible' && online.value && !ended.value,
  });
  gallery.onSettled = ({ name = 'A photo', status }) => {
    news.set(status === 'READY' ? `${name} is ready.` : `${name} could not be used.`);
    poll.nudge();
  };
  // Whatever brings something pending: an upload, a retry, a list.
  gallery.state.watch(() => poll.start());

  const uploads = new Uploads({
    client,
    objectionTo: (file) => objectionTo(file, config.maxBytes),
    prepare: typedFile,
    onStarted: (id) => gallery.hide(id),
    onUploaded: (id, { file, preview }) => {
      gallery.add({ id, name: file.name, preview });
      news.set(`${file.name} is uploaded. Its sizes are being made.`);
      poll.nudge();
    },
  });

  const connection = () => online.set(navigator.onLine);
  addEventListener('online', connection);
  addEventListener('offline', connection);
  online.watch(() => {
    if (!online.value) return;
    uploads.resume();
    if (gallery.state.value.fault) void gallery.loadMore();
    poll.nudge();
  });
  document.addEventListener('visibilitychange', () => poll.nudge());
  return { config, session, router: new Router(), gallery, uploads, online, ended, news };
}
