import fc from 'fast-check';
import { OwnerUnusable, parseUploadKey, renditionKey, uploadKey } from '../../lambda/core/keys';
import { largestSize } from '../../lib/testing/sizes';

const owner = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
  fc.constantFrom('..', '.', '/', 'a/b', 'a%2Fb', 'a b', 'a+b'),
);
const id = fc.uuid({ version: 7 });

describe('keys', () => {
  it('of uploads identify the owner, whatever characters it contains', () => {
    fc.assert(
      fc.property(owner, id, (who, image) => expect(parseUploadKey(uploadKey(who, image))).toEqual({ owner: who, id: image })),
    );
  });

  it('contain no part that a file system or a URL resolves to a parent folder', () => {
    fc.assert(
      fc.property(owner, id, (who, image) => {
        expect(uploadKey(who, image)).toMatch(/^uploads\/[^/]+\/[^/]+$/);
        expect(renditionKey({ owner: who, id: image, version: '../x', size: largestSize })).toMatch(
          new RegExp(`^renditions/[^/]+/[^/]+/[^/]+/${largestSize}$`),
        );
        expect(uploadKey(who, image)).not.toMatch(/\/\.\.?\//);
      }),
    );
  });

  it('of two owners never overlap', () => {
    fc.assert(
      fc.property(owner, owner, id, (one, other, image) => (uploadKey(one, image) === uploadKey(other, image)) === (one === other)),
    );
  });

  it.each([
    '',
    'uploads/',
    'uploads/alice',
    'uploads/alice/',
    'uploads//x',
    'uploads/a/b/c',
    'other/alice/x',
    'uploads/%/x',
    'uploads/%61/x',
    'uploads/a.b/x',
  ])('rejects %j as the key of an upload', (key) => expect(parseUploadKey(key)).toBeUndefined());

  it.each([
    ['an empty name', ''],
    ['601 characters', 'x'.repeat(601)],
    ['51 emoji, each of 12 characters in a URL', '😀'.repeat(51)],
    ['half a surrogate pair', '\ud800'],
  ])('rejects an owner of %s', (_, who) => expect(() => uploadKey(who, 'x')).toThrow(OwnerUnusable));

  it.each(['x', 'x'.repeat(600), '😀'.repeat(50)])('accepts an owner of the maximum length: %.20s', (who) => {
    expect(parseUploadKey(uploadKey(who, 'x'))).toEqual({ owner: who, id: 'x' });
  });
});
