/** A minimal browser for the sign-in: it keeps cookies, follows redirects and submits forms. */
export class CookieBrowser {
  private readonly cookies = new Map<string, { value: string; path: string }>();
  /** The current URL. */
  url = 'about:blank';
  status = 0;
  text = '';

  /** Opens a URL and follows redirects. @param until a URL at which to stop, without requesting it */
  async open(url: string, until?: string, init: RequestInit = {}): Promise<this> {
    this.url = url;
    if (url.split('?')[0] === until) return this;
    const answer = await fetch(url, { ...init, redirect: 'manual', headers: { ...init.headers, cookie: this.cookiesFor(url) } });
    for (const line of answer.headers.getSetCookie()) this.keep(line);
    this.status = answer.status;
    this.text = await answer.text();
    const next = answer.headers.get('location');
    return next === null ? this : this.open(new URL(next, url).href, until);
  }

  /** Submits the only form of a page by its button with the given value. */
  submit(
    button: { readonly name: string; readonly value: string },
    until?: string,
    headers?: Record<string, string>,
  ): Promise<this> {
    const [, attributes = '', inputs = ''] = /<form([^>]*)>([\s\S]*?)<\/form>/.exec(this.text) ?? [];
    const action = /action="([^"]+)"/.exec(attributes)?.[1] ?? this.url;
    const body = new URLSearchParams({ [button.name]: button.value });
    for (const [, name = '', value = ''] of inputs.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g))
      body.set(name, value);
    return this.open(new URL(action, this.url).href, until, { method: 'POST', body, headers });
  }

  pick(user: string, until?: string): Promise<this> {
    return this.submit({ name: 'user', value: user }, until);
  }

  cancel(until?: string): Promise<this> {
    return this.submit({ name: 'user', value: '' }, until);
  }

  private cookiesFor(url: string): string {
    const { pathname } = new URL(url);
    const sent = [...this.cookies].filter(([, { path }]) => pathname.startsWith(path));
    return sent.map(([name, { value }]) => `${name}=${value}`).join('; ');
  }

  private keep(line: string): void {
    const [pair = '', ...attributes] = line.split(/; */);
    const [name = '', value = ''] = pair.split(/=(.*)/);
    const path = attributes.find((each) => /^path=/i.test(each))?.slice(5) ?? '/';
    if (value === '') this.cookies.delete(name);
    else this.cookies.set(name, { value, path });
  }
}
