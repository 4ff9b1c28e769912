import { html, raw } from 'hono/html';
import { appTitle } from '../../lambda/names';
import { emailOf, users } from './clients';
import { issuerPath } from './issuer';

type Part = ReturnType<typeof html>;

/**
 * Only allows the style and script of these pages. `form-action` allows all ports of this computer, because browsers also apply it to the
 * redirect after a form, and terminal commands listen on other ports.
 */
export const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'; " +
    "form-action 'self' http://localhost:* http://127.0.0.1:*",
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
};

/** The page on which a user is selected. */
export function pickPage(): string {
  const choices = users.map(
    (user) => html`<li>
      <button name="user" value="${user}">
        <i aria-hidden="true">${user.slice(0, 1)}</i><strong>${user}</strong><span>${emailOf(user)}</span>
      </button>
    </li>`,
  );
  return page(
    'Choose a user',
    html`<p>The local run has two users without passwords.</p>⏎<form method="post">⏎<ul>${choices}</ul>⏎<button class="quiet">Cancel</button>⏎</form>`,
  );
}

/** @param form the provider's form, with the provider's secret. A script submits it at once. */
export function signOutPage(form: string): string {
  return page(
    'Sign out',
    html`${raw(form)}
      <button form="op.logoutForm" name="logout" value="yes">Sign out</button>
      <script src="${issuerPath}/assets/submit.js" defer></script>`,
  );
}

export const signedOutPage = () => page('Signed out', html`<p>You are signed out.</p>${back}`);

export const errorPage = (why: string) => page('Sign-in failed', html`<p role="alert">${why}</p>${back}`);

const back = html`<p><a href="/">Back to the images</a></p>`;

function page(title: string, content: Part): string {
  return String(
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title>${title} · ${appTitle}</title>
          <link rel="icon" href="${issuerPath}/assets/icon.svg" />
          <link rel="stylesheet" href="${issuerPath}/assets/tokens.css" />
          <link rel="stylesheet" href="${issuerPath}/assets/sign-in.css" />
        </head>
        <body>
          <main>
            <img src="${issuerPath}/assets/icon.svg" alt=appTitle />
            <h1>${title}</h1>
            ${content}
          </main>
        </body>
      </html>`,
  );
}
