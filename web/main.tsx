import { render } from 'preact';
import { App } from './app';
import type { PageConfig } from './config';
import { pageFetch } from './page-fetch';
import { createPhotoApp } from './photo-app';
import { openSession } from './session';
import { faultOf } from './state/faults';
import { SignedOutView } from './views/signed-out';
import { StartFaultView } from './views/start-fault';

const place = document.querySelector('#page');
if (place) void start(place);

async function start(place: Element): Promise<void> {
  try {
    const answer = await pageFetch(() => undefined)('/config.json');
    if (!answer.ok) throw new Error('The settings of this page could not be loaded. Try again in a moment.');
    const config: PageConfig = await answer.json();
    const session = await openSession(config);
    render(session ? <App app={createPhotoApp(config, session)} /> : <SignedOutView config={config} />, place);
  } catch (error) {
    render(<StartFaultView fault={faultOf(error)} />, place);
  }
}
