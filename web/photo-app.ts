import { ImageClient } from '../client/image-client';
import { validateFile } from './check-file';
import type { PageConfig } from './config';
import { pageFetch } from './page-fetch';
import { Router } from './router';
import {
  sendFile, // part: platforms
  sendForm,
} from './send-form';
import { type Session, SessionEnded } from './session';
import { Gallery } from './state/gallery';
import { Poll } from './state/poll';
import { Selection } from './state/selection';
import { Store } from './state/store';
import { UploadMemory } from './state/upload-memory';
import { Uploads } from './state/uploads';
import { typedFile } from './typed-file';

/** State of the page of a signed-in user. */
export interface PhotoApp {
  readonly config: PageConfig;
  readonly session: Session;
  readonly router: Router;
  readonly gallery: Gallery;
  readonly uploads: Uploads;
  readonly memory: UploadMemory;
  readonly selection: Selection;
  readonly online: Store<boolean>;
  /** Whether the session has ended. All requests stop until the next sign-in. */
  readonly ended: Store<boolean>;
  /** Text for screen readers to announce. */
  readonly news: Store<string>;
}

/** Composition root of the page. */
export function createPhotoApp(config: PageConfig, session: Session): PhotoApp {
  const online = new Store(navigator.onLine);
  const ended = new Store(false);
  const news = new Store('');
  const client = new ImageClient(config.api, {
    fetch: pageFetch(() => ended.set(true)),
    send: sendForm,
    sendFile, // part: platforms
    token: () =>
      session.token().catch((error) => {
        if (error instanceof SessionEnded) ended.set(true);
        throw error;
      }),
  });

  const gallery = new Gallery(client);
  const memory = new UploadMemory(localStorage);
  const poll = new Poll({
    ask: () => gallery.refreshPending(),
    wanted: () => gallery.pending.length > 0 && document.visibilityState === 'visible' && online.value && !ended.value,
  });
  gallery.onSettled = ({ name = 'A photo', status }) => {
    news.set(status === 'READY' ? `${name} is ready.` : `${name} could not be processed.`);
    poll.nudge();
  };
  // Starts polling when an upload, a retry or a list adds a PENDING image.
  gallery.state.watch(() => poll.start());

  const uploads = new Uploads({
    client,
    validateFile: (file) => validateFile(file, config.maxBytes),
    isDuplicate: (file) => gallery.has(file),
    isOnline: () => online.value,
    prepare: typedFile,
    onStarted: (id) => {
      memory.started(id);
      gallery.hide(id);
    },
    onUploaded: (id, { file, preview }) => {
      memory.sent(id);
      gallery.add({ id, name: file.name, preview, fileBytes: file.size });
      news.set(`${file.name} was uploaded and is being resized.`);
      poll.nudge();
    },
  });

  const connection = () => online.set(navigator.onLine);
  addEventListener('online', connection);
  addEventListener('offline', connection);
  online.watch(() => {
    uploads.resume();
    if (!online.value) return;
    if (gallery.state.value.fault) void gallery.loadMore();
    poll.nudge();
  });
  document.addEventListener('visibilitychange', () => poll.nudge());
  warnBeforeLeaving(uploads);
  return { config, session, router: new Router(), gallery, uploads, memory, selection: new Selection(), online, ended, news };
}

/** Makes the browser ask for confirmation before the page is closed or reloaded while uploads are in progress. */
function warnBeforeLeaving(uploads: Uploads): void {
  const warn = (event: BeforeUnloadEvent) => event.preventDefault();
  // Only while needed: this listener prevents the browser from keeping the page in its back/forward cache.
  uploads.list.watch(() => {
    if (uploads.going.length > 0) addEventListener('beforeunload', warn);
    else removeEventListener('beforeunload', warn);
  });
}
