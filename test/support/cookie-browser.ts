/** A browser as far as signing in needs one: it keeps cookies, follows redirects and sends forms. */
export class CookieBrowser {
  private readonly cookies = new Map<string, { value: string; path: string }>();
  /** Where it is. */
  url = 'about:blank';
  status = 0;
  text = '';

  /** Goes to an address, and on for as long as it is sent on. @param until is looked at, but not gone to */
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

  /** Sends the one form of the page, as a click on its button of that value does. */
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
