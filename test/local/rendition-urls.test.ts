import { photo } from '../images/photo';
import { imageIn } from '../support/json';
import { type LocalApplication, startLocal } from '../support/local';
import { TestClock } from '../support/services';

let app: LocalApplication;
let clock: TestClock;

/** An image that is READY, and the URL of its thumbnail. */
async function readyImage() {
  const client = app.alice.client(app.url);
  const id = await client.upload(new Blob([new Uint8Array(await photo())], { type: 'image/jpeg' }), 'photo.jpg');
  const { sizes } = await client.settled(id);
  return { id, sizes, url: sizes?.thumbnail?.url ?? '' };
}

const codeIn = async (answer: Response) => [answer.status, /<Code>(\w+)<\/Code>/.exec(await answer.text())?.[1]];

describe('a URL of a rendition', () => {
  beforeEach(async () => {
    clock = new TestClock();
    app = await startLocal({ clock });
  });

  test('gives its bytes, for a browser to keep for ever', async () => {
    const { url, sizes } = await readyImage();
    const answer = await fetch(url);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('private, max-age=31536000, immutable');
    expect(answer.headers.get('content-type')).toBe('image/webp');
    expect((await answer.arrayBuffer()).byteLength).toBe(sizes?.thumbnail?.bytes);
  });

  test('stays the same within a quarter of an hour, and works for an hour from its beginning', async () => {
    const { id, url } = await readyImage();
    const urlNow = async () => (await imageIn(app.alice.fetch(`${app.url}/images/${id}`))).sizes?.thumbnail?.url;
    clock.advance(15 * 60_000 - 1);
    expect(await urlNow()).toBe(url);
    clock.advance(1);
    expect(await urlNow()).not.toBe(url);
    clock.advance(45 * 60_000);
    expect((await fetch(url)).status).toBe(200);
    clock.advance(1);
    expect(await codeIn(await fetch(url))).toEqual([403, 'AccessDenied']);
  });

  test('is refused when anything of it was changed', async () => {
    const { url, sizes } = await readyImage();
    const changed = (name: string, value: string) => {
      const other = new URL(url);
      other.searchParams.set(name, value);
      return other.href;
    };
    const refused: [string, number][] = [
      [url.replace('/thumbnail?', '/full?'), 403],
      [url.replace(/\/s3\/renditions\/.*\?/, `${new URL(sizes?.full?.url ?? '').pathname}?`), 403],
      [changed('X-Amz-Signature', '0'.repeat(64)), 403],
      [changed('X-Amz-Signature', ''), 403],
      [changed('X-Amz-Expires', '604800'), 403],
      [changed('X-Amz-Expires', '604801'), 400],
      [changed('X-Amz-Expires', '-1'), 400],
      [changed('X-Amz-Expires', 'soon'), 400],
      [changed('X-Amz-Date', '20261122T121500Z'), 403],
      [changed('X-Amz-Date', '2026-11-22T12:00:00Z'), 403],
      [changed('X-Amz-Date', 'today'), 400],
      [changed('X-Amz-Credential', 'other/20261122/local/s3/aws4_request'), 403],
      [changed('response-content-type', 'text/html'), 403],
      [new URL(url).origin + new URL(url).pathname, 400],
      [url.replace('/thumbnail?', '/%E0%A4%A?'), 400],
    ];
    const answers = await Promise.all(refused.map(async ([address]) => [address, (await fetch(address)).status]));
    expect(answers).toEqual(refused);
  });

  test('does not take another method', async () => {
    for (const method of ['PUT', 'DELETE', 'POST', 'HEAD', 'OPTIONS']) {
      expect((await fetch(`${app.url}/s3/renditions/any`, { method })).status).toBe(405);
    }
  });
});
