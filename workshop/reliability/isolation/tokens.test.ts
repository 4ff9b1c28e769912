import { createHmac, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { uuidv7 } from 'uuidv7';
import { type EndpointRow, endpoints } from '../../../lambda/api/endpoints';
import { Issuer } from '../../../local/cognito/issuer';
import { openTestApi, type TestApi } from '../../../test/support/api';
import { claimsIn, encodePart, signToken } from '../../../test/support/tokens';

let api: TestApi;
let genuine: string;
let key: KeyObject;

beforeAll(async () => {
  api = await openTestApi();
  genuine = await (await Issuer.open(api.dataDir)).issue('alice');
  const jwk = JSON.parse(await readFile(join(api.dataDir, 'issuer-key.json'), 'utf8'));
  key = createPrivateKey({ key: jwk, format: 'jwk' });
});

afterAll(() => api.close());

const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const now = () => Math.floor(Date.now() / 1000);

/** A token that the issuer could have signed, with some claims changed, and without those that are `undefined`. */
const withClaims = (change: object) => () => signToken({ ...claimsIn(genuine), ...change }, key);

const unsigned = (alg: string) => () => `${encodePart({ alg, typ: 'JWT' })}.${encodePart(claimsIn(genuine))}.`;

function signedWithThePublicKey(): string {
  const text = `${encodePart({ alg: 'HS256', typ: 'JWT' })}.${encodePart(claimsIn(genuine))}`;
  const secret = createPublicKey(key).export({ type: 'spki', format: 'pem' });
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}

function ofAnotherOwner(): string {
  const [header, , signature] = genuine.split('.');
  return `${header}.${encodePart({ ...claimsIn(genuine), sub: 'bob' })}.${signature}`;
}

const forgeries: [string, () => string][] = [
  ['forged with another key', () => signToken(claimsIn(genuine), other)],
  [
    'that contains its own key',
    () => signToken(claimsIn(genuine), other, { alg: 'RS256', jwk: createPublicKey(other).export({ format: 'jwk' }) }),
  ],
  ['that has expired', withClaims({ exp: now() - 1 })],
  ['that never expires', withClaims({ exp: undefined })],
  ['that is not valid yet', withClaims({ nbf: now() + 600 })],
  ['signed for another owner', ofAnotherOwner],
  ['with half of its signature', () => genuine.slice(0, -100)],
  ['of another issuer', withClaims({ iss: 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_other' })],
  ['of no issuer', withClaims({ iss: undefined })],
  ['for another client', withClaims({ client_id: 'other' })],
  ['for another audience', withClaims({ aud: 'other' })],
  ['with the algorithm none', unsigned('none')],
  ['with the algorithm NONE', unsigned('NONE')],
  ['without its signature', unsigned('RS256')],
  ['signed with the public key as a secret', signedWithThePublicKey],
  ['without a sub', withClaims({ sub: undefined })],
  ['with an empty sub', withClaims({ sub: '' })],
  ['that is an ID token', withClaims({ token_use: 'id', aud: 'local', client_id: undefined })],
  ['that is empty', () => ''],
  ['that is not a token', () => 'alice'],
];

const ofOwners = endpoints.filter(({ access }) => access === 'owner') as readonly EndpointRow[];

/** Sends a request that would have an effect if it were allowed. */
function ask({ method, path }: EndpointRow, authorization: string): Promise<Response> {
  const headers = { 'content-type': 'application/json', authorization };
  const body = method === 'POST' ? '{"contentType": "image/jpeg"}' : undefined;
  return api.request(path.replace('{id}', uuidv7()), { method, headers, body });
}

describe.each(ofOwners)('$name rejects a token', (row) => {
  test.each(forgeries)('%s', async (_, forge) => {
    expect((await ask(row, `Bearer ${forge()}`)).status).toBe(401);
  });

  test('unless it is genuine', async () => {
    expect((await ask(row, `Bearer ${genuine}`)).status).not.toBe(401);
  });
});
