import type { SizeName } from '../../../lambda/core/sizes';
import { photo } from '../../../lib/testing/images/photo';
import { largestSize, smallestSize } from '../../../lib/testing/sizes';
import { TestClock } from '../../../lib/testing/test-clock';
import { Issuer } from '../../../local/cognito/issuer';
import { imageIn, newImageIn } from '../../../test/support/json';
import { filesBelow, type LocalApplication, startLocal, until } from '../../../test/support/local';

let app: LocalApplication;
let as: Record<'alice' | 'bob', Record<string, string>>;
let jpeg: Blob;

type NewImage = Awaited<ReturnType<typeof newImageIn>>;

beforeAll(async () => {
  app = await startLocal({ clock: new TestClock() });
  const issuer = await Issuer.open(app.dataDir);
  const bearer = async (owner: string) => ({ authorization: `Bearer ${await issuer.issue(owner)}` });
  as = { alice: await bearer('alice'), bob: await bearer('bob') };
  jpeg = new Blob([new Uint8Array(await photo({ width: 300, height: 200 }))]);
});

const create = (owner: keyof typeof as, contentType = 'image/jpeg') =>
  newImageIn(fetch(`${app.url}/images`, { method: 'POST', headers: as[owner], body: JSON.stringify({ contentType }) }));

const show = (owner: keyof typeof as, id: string) => imageIn(fetch(`${app.url}/images/${id}`, { headers: as[owner] }));

function send({ upload }: NewImage, fields: Readonly<Record<string, string>>, url = upload.url): Promise<Response> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', jpeg);
  return fetch(url, { method: 'POST', body: form });
}

/** Creates a READY image of the owner. */
async function ready(owner: keyof typeof as) {
  const image = await create(owner);
  expect((await send(image, image.upload.fields)).status).toBe(204);
  return until(async () => {
    const shown = await show(owner, image.id);
    return shown.status === 'READY' ? shown : undefined;
  });
}

describe('an upload form', () => {
  const policyOf = (fields: Readonly<Record<string, string>>) => JSON.parse(Buffer.from(fields.policy ?? '', 'base64').toString());
  const encoded = (policy: object) => Buffer.from(JSON.stringify(policy)).toString('base64');

  type Fields = Record<string, string>;

  // Each changes the attacker's form so that it would overwrite an image of another owner, whose form is `victim`.
  const forgeries: [string, (own: Fields, victim: Fields) => Fields][] = [
    ['with the key of another form', (own, victim) => ({ ...own, key: victim.key ?? '' })],
    ['with the key twice, in two spellings', (own, victim) => ({ ...own, Key: victim.key ?? '' })],
    ['with a key that leaves the folder', (own, victim) => ({ ...own, key: `${own.key}/../../${victim.key}` })],
    [
      'with the policy and the key of another form',
      (own, victim) => ({ ...own, key: victim.key ?? '', policy: victim.policy ?? '' }),
    ],
    [
      'with a forged policy',
      (own, victim) => {
        const text = JSON.stringify(policyOf(own)).replaceAll(own.key ?? '', victim.key ?? '');
        return { ...own, key: victim.key ?? '', policy: encoded(JSON.parse(text)) };
      },
    ],
    ['with a later expiry', (own) => ({ ...own, policy: encoded({ ...policyOf(own), expiration: '2099-01-01T00:00:00.000Z' }) })],
    [
      'without its conditions',
      (own, victim) => ({ ...own, key: victim.key ?? '', policy: encoded({ ...policyOf(own), conditions: [] }) }),
    ],
    [
      'with a larger size',
      (own) => ({ ...own, policy: encoded(JSON.parse(JSON.stringify(policyOf(own)).replace(/\d{6,}/, '$&0'))) }),
    ],
    ['for another type', (own) => ({ ...own, 'Content-Type': 'image/png' })],
    ['for another bucket', (own, victim) => ({ ...own, bucket: 'renditions', key: victim.key ?? '' })],
    ['with the signature of another form', (own, victim) => ({ ...own, 'x-amz-signature': victim['x-amz-signature'] ?? '' })],
    ['with another credential', (own) => ({ ...own, 'x-amz-credential': 'other/20261122/local/s3/aws4_request' })],
  ];

  test.each(forgeries)('%s is rejected, and writes nothing', async (_, forge) => {
    const [own, victim] = [await create('bob'), await create('alice')];
    const before = await filesBelow(app.dataDir);
    const fields = forge({ ...own.upload.fields }, victim.upload.fields);
    expect(fields).not.toEqual(own.upload.fields);
    expect([400, 403]).toContain((await send(own, fields)).status);
    // The database and the queues of triggers change by themselves.
    const settled = (files: readonly string[]) => files.filter((file) => !/\/(database|queues)\//.test(file)).sort();
    expect(settled(await filesBelow(app.dataDir))).toEqual(settled(before));
    expect((await show('alice', victim.id)).status).toBe('PENDING');
  });

  test('cannot be sent to the bucket of the renditions', async () => {
    const own = await create('bob');
    const elsewhere = own.upload.url.replace('/originals/', '/renditions/');
    expect((await send(own, own.upload.fields, elsewhere)).status).toBe(405);
  });
});

test('a URL of a rendition returns this rendition, and no other object of any owner', async () => {
  const [victim, own] = [await ready('alice'), await ready('bob')];
  const urlOf = (image: typeof own, size: SizeName) => new URL(image.sizes?.[size]?.url ?? '');
  const [url, other] = [urlOf(own, smallestSize), urlOf(victim, smallestSize)];
  const [, owner = ''] = /renditions\/renditions\/([^/]+)\//.exec(url.pathname) ?? [];

  const to = (path: string, query = url.search) => `${url.origin}${path}${query}`;
  const changed = (name: string, value: string) => {
    const address = new URL(url);
    address.searchParams.set(name, value);
    return address.href;
  };
  const forgeries = [
    to(other.pathname),
    to(urlOf(own, largestSize).pathname),
    to(url.pathname.replace(own.id, victim.id)),
    to(url.pathname.replace(`/${owner}/`, '/alice/')),
    to(url.pathname.replace('/s3/renditions/', '/s3/originals/')),
    to(`/s3/renditions/${encodeURIComponent(`x/../${other.pathname.slice('/s3/renditions/'.length)}`)}`),
    to(other.pathname, ''),
    changed('X-Amz-Expires', '604800'),
    changed('X-Amz-Date', '20991122T120000Z'),
    changed('X-Amz-Signature', other.searchParams.get('X-Amz-Signature') ?? ''),
    `${url.href}&X-Amz-Signature=${other.searchParams.get('X-Amz-Signature')}`,
  ];
  expect(owner).toBe('bob');
  expect((await fetch(url)).status).toBe(200);
  for (const address of forgeries) {
    const answer = await fetch(address);
    expect([address, [400, 403, 404, 405].includes(answer.status)]).toEqual([address, true]);
    expect(answer.headers.get('content-type')).not.toContain('image/');
  }
});
