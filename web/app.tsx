import { Banners } from './components/banners';
import { DropTarget } from './components/drop-target';
import { Header } from './components/header';
import { AppContext, useApp, useStore } from './hooks';
import type { PhotoApp } from './photo-app';
import { PhotoView } from './views/photo';
import { PhotosView } from './views/photos';
import { UnknownView } from './views/unknown';

/** The page of a signed-in user. */
export function App({ app }: { readonly app: PhotoApp }) {
  const news = useStore(app.news);
  return (
    <AppContext.Provider value={app}>
      <Header />
      <main class="page">
        <Banners />
        <CurrentView />
      </main>
      <DropTarget />
      <p class="visually-hidden" role="status">
        {news}
      </p>
    </AppContext.Provider>
  );
}

function CurrentView() {
  const route = useStore(useApp().router.route);
  if (route.view === 'photo') return <PhotoView id={route.id} />;
  return route.view === 'photos' ? <PhotosView /> : <UnknownView />;
}
