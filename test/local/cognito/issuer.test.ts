import { createHmac, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { verifiedOwner } from '../../../lambda/api/verified-owner';
import { imagesScope } from '../../../lambda/contract';
import { addressOf } from '../../../local/address';
import { Issuer } from '../../../local/cognito/issuer';
import { temporaryFolder } from '../../support/local';
import { claimsIn, encodePart, signToken } from '../../support/tokens';

let folder: string;
let issuer: Issuer;
let key: KeyObject;

beforeAll(async () => {
  folder = await temporaryFolder();
  issuer = await Issuer.open(folder);
  const jwk = JSON.parse(await readFile(join(folder, 'issuer-key.json'), 'utf8'));
  key = createPrivateKey({ key: jwk, format: 'jwk' });
});

const ownerOf = async (token: string, judge = issuer) => verifiedOwner(await judge.claimsOf(token));
const validClaims = async () => claimsIn(await issuer.issue('alice'));
const now = () => Math.floor(Date.now() / 1000);

describe('a token of the issuer', () => {
  test.each(['alice', 'a/b', '../x', 'é', '名前', 'x'.repeat(200), 'a b', '"', '\0'])('identifies its owner %j', async (owner) => {
    expect(await ownerOf(await issuer.issue(owner))).toBe(owner);
  });

  test('is valid after a restart', async () => {
    expect(await ownerOf(await issuer.issue('alice'), await Issuer.open(folder))).toBe('alice');
  });

  test('is valid when the application has moved to another port', async () => {
    expect(await ownerOf(await issuer.issue('alice'), await Issuer.open(folder, addressOf(4321)))).toBe('alice');
  });

  test('has the same claims as Cognito’s', async () => {
    expect(await validClaims()).toEqual({
      sub: 'alice',
      username: 'alice',
      iss: 'http://localhost:3000/oidc',
      client_id: 'local',
      token_use: 'access',
      scope: imagesScope,
      jti: expect.any(String),
      iat: expect.any(Number),
      exp: expect.any(Number),
    });
  });

  test('names the audience in both ways, like Cognito and other issuers', async () => {
    const { client_id, ...claims } = await validClaims();
    expect(await ownerOf(signToken({ ...claims, client_id }, key))).toBe('alice');
    expect(await ownerOf(signToken({ ...claims, aud: client_id }, key))).toBe('alice');
    expect(await ownerOf(signToken({ ...claims, aud: ['other', client_id] }, key))).toBe('alice');
  });
});

test('the key is created once, even concurrently, and only its owner can read it', async () => {
  const fresh = await temporaryFolder();
  const issuers = await Promise.all([1, 2, 3].map(() => Issuer.open(fresh)));
  const issued = (await issuers[0]?.issue('alice')) ?? '';
  expect(await Promise.all(issuers.map((each) => ownerOf(issued, each)))).toEqual(['alice', 'alice', 'alice']);
  expect((await stat(join(fresh, 'issuer-key.json'))).mode & 0o777).toBe(0o600);
});

describe('rejects a token', () => {
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;

  test('of another key', async () => {
    expect(await ownerOf(signToken(await validClaims(), other))).toBeUndefined();
  });

  test('of another folder’s issuer', async () => {
    const stranger = await Issuer.open(await temporaryFolder());
    expect(await ownerOf(await stranger.issue('alice'))).toBeUndefined();
  });

  test('that contains its own key', async () => {
    const jwk = createPublicKey(other).export({ format: 'jwk' });
    const header = { alg: 'RS256', typ: 'JWT', jwk };
    expect(await ownerOf(signToken(await validClaims(), other, header))).toBeUndefined();
  });

  test('without a signature', async () => {
    const claims = encodePart(await validClaims());
    for (const alg of ['none', 'None', 'NONE', 'RS256']) {
      expect(await ownerOf(`${encodePart({ alg, typ: 'JWT' })}.${claims}.`)).toBeUndefined();
    }
  });

  test('signed with the public key as a secret', async () => {
    const text = `${encodePart({ alg: 'HS256', typ: 'JWT' })}.${encodePart(await validClaims())}`;
    const secrets = [
      createPublicKey(key).export({ type: 'spki', format: 'pem' }),
      JSON.stringify(createPublicKey(key).export({ format: 'jwk' })),
    ];
    for (const secret of secrets) {
      const signature = createHmac('sha256', secret).update(text).digest('base64url');
      expect(await ownerOf(`${text}.${signature}`)).toBeUndefined();
    }
  });

  test.each<[string, () => object]>([
    ['that has expired', () => ({ exp: now() - 1 })],
    ['that never expires', () => ({ exp: undefined })],
    ['with an expiry that is not a number', () => ({ exp: '9999999999' })],
    ['that is not valid yet', () => ({ nbf: now() + 60 })],
    ['that is valid only in the future', () => ({ iat: now() + 600 })],
    ['of another issuer', () => ({ iss: 'http://localhost:3000/other' })],
    ['of an issuer on another host', () => ({ iss: 'http://localhost:3000.example.com/oidc' })],
    ['without an issuer', () => ({ iss: undefined })],
    ['for another client', () => ({ client_id: 'other' })],
    ['for another audience, with any client', () => ({ aud: 'other' })],
    ['without a client', () => ({ client_id: undefined })],
    ['that is an ID token', () => ({ token_use: 'id' })],
    ['without a sub', () => ({ sub: undefined })],
    ['with a sub that is not a string', () => ({ sub: 7 })],
  ])('%s', async (_, change) => {
    expect(await ownerOf(signToken({ ...(await validClaims()), ...change() }, key))).toBeUndefined();
  });

  test('with any changed character', async () => {
    const genuine = await issuer.issue('alice');
    await fc.assert(
      fc.asyncProperty(fc.nat(genuine.length - 2), fc.constantFrom('A', 'b', '0', '-', '.', ' '), async (at, character) => {
        fc.pre(genuine[at] !== character);
        expect(await ownerOf(genuine.slice(0, at) + character + genuine.slice(at + 1))).toBeUndefined();
      }),
      { numRuns: 100, seed: 1 },
    );
  });

  test('that is garbage', async () => {
    const rubbish = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.base64String(), { minLength: 3, maxLength: 3 }).map((parts) => parts.join('.')),
    );
    await fc.assert(
      fc.asyncProperty(rubbish, async (text) => expect(await ownerOf(text)).toBeUndefined()),
      { numRuns: 200, seed: 2, examples: [[''], ['..'], ['a.b.c']] },
    );
  });
});

test('does not open with a corrupt key, and names the file', async () => {
  const spoiled = await temporaryFolder();
  await writeFile(join(spoiled, 'issuer-key.json'), '{"kty":');
  await expect(Issuer.open(spoiled)).rejects.toMatchObject({
    name: 'UserError',
    message: expect.stringContaining(join(spoiled, 'issuer-key.json')),
  });
});
