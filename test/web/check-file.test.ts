import { photo } from '../../lib/testing/images/photo';
import { validateFile } from '../../web/check-file';
import { typedFile } from '../../web/typed-file';

describe('a chosen file', () => {
  const file = (name: string, type: string, size = 1000) => ({ name, type, size });
  const maxBytes = 20 * 1024 * 1024;

  it.each([
    file('photo.jpg', 'image/jpeg'),
    file('photo.webp', 'image/webp'),
    file('PHOTO.JPEG', ''),
    file('as large as can be.png', 'image/png', maxBytes),
  ])('is accepted: $name', (chosen) => {
    expect(validateFile(chosen, maxBytes)).toBeUndefined();
  });

  it.each([
    [file('phone.heic', 'image/heic'), /HEIC.*Most Compatible/],
    [file('phone.HEIF', ''), /HEIC.*Most Compatible/],
    [file('moving.gif', 'image/gif'), /image in the format GIF.*JPEG, PNG or WebP/],
    [file('drawing.svg', 'image/svg+xml'), /image in the format SVG/],
    [file('film.mp4', 'video/mp4'), /a video/],
    [file('nothing', ''), /another type of file/],
    [file('empty.jpg', 'image/jpeg', 0), /empty/],
    [file('huge.jpg', 'image/jpeg', maxBytes + 1), /21 MB\. At most 20 MB/],
  ])('is rejected with a message that says how to fix it: $name', (chosen, message) => {
    expect(validateFile(chosen, maxBytes)).toMatch(message);
  });

  it('is announced with the content type of its signature, and with its own type when the signature is not supported', async () => {
    const png = new Uint8Array(await photo({ width: 8, height: 8, format: 'png' }));
    const typed = await typedFile(new File([png], 'photo.jpg', { type: 'image/jpeg' }));
    expect([typed.type, typed.size]).toEqual(['image/png', png.length]);
    expect((await typedFile(new File(['no photo'], 'photo.jpg', { type: 'image/jpeg' }))).type).toBe('image/jpeg');
  });
});
