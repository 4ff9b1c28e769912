import { picture } from './inputs';
import { similarity } from './similarity';

const frame = { width: 320, height: 240 };

test('a picture is reproducible, and similar to itself', async () => {
  const [one, again] = await Promise.all([0, 1].map(async () => (await picture('1/f', frame)).png().toBuffer()));
  expect(one?.equals(again as Buffer)).toBe(true);
  expect(await similarity(one as Buffer, again as Buffer)).toBeCloseTo(1, 10);
});

test('the similarity falls with the quality of the encoder', async () => {
  const original = await (await picture('noise', frame)).png().toBuffer();
  const at = async (quality: number) => similarity(original, await (await picture('noise', frame)).webp({ quality }).toBuffer());
  const [low, high] = [await at(20), await at(90)];
  expect(low).toBeLessThan(high);
  expect(high).toBeLessThan(1);
  expect(low).toBeGreaterThan(0);
});

test('pictures of different dimensions are rejected', async () => {
  const [one, other] = await Promise.all(
    [frame, { width: 240, height: 320 }].map(async (size) => (await picture('smooth', size)).png().toBuffer()),
  );
  await expect(similarity(one as Buffer, other as Buffer)).rejects.toThrow('different dimensions: 320 × 240 and 240 × 320.');
});

test('each kind of picture has another amount of detail', async () => {
  const bytes = async (detail: 'smooth' | '1/f' | 'noise') => (await (await picture(detail, frame)).png().toBuffer()).length;
  const [smooth, natural, noise] = [await bytes('smooth'), await bytes('1/f'), await bytes('noise')];
  expect(smooth).toBeLessThan(natural);
  expect(natural).toBeLessThan(noise);
});
