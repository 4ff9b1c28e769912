import { endpoints } from '../../../lambda/api/endpoints';
import { triggers } from '../../../lambda/events/triggers';
import type { CommonServices, Services } from '../../../lambda/services';
import { permitted } from '../../../local/iam/permitted';
import { openTestServices, type TestServices } from '../../support/services';

let services: TestServices;

beforeAll(async () => {
  services = await openTestServices();
});

afterAll(() => services.close());

const of = (...may: Parameters<typeof permitted>[1]): Services => permitted('some-row', may, services.common, services.own);

test('passes the common services and those that the permits name, ready to use', async () => {
  const { images, originals, clock } = of('images.find', 'originals.stat');
  expect(await images.find('alice', 'no-id')).toBeUndefined();
  expect(await originals.stat('no-key')).toBeUndefined();
  expect(clock).toBe(services.clock);
});

test('rejects a call without a permit, and names the missing permit', () => {
  const { images } = of('images.find');
  expect(() => images.list('alice', { limit: 1 })).toThrow('some-row must not call images.list. Add the permit to its row');
});

test('passes no service without a permit', () => {
  const own = Object.keys(of('images.find')).filter((name) => !(name in services.common));
  expect(own).toEqual(['images']);
  expect(Object.keys(of())).toEqual(Object.keys(services.common));
});

// part: signed
test('lets a row read only its own secrets', async () => {
  const { secrets } = of('secrets.read:partner');
  expect(await secrets.read('partner')).toMatch(/^whsec_/);
  expect(() => secrets.read('other')).toThrow('some-row must not call secrets.read:other');
});

test('lets a row send to its own queues only', async () => {
  const { queues } = of('queues.send:order-mails');
  await queues.send('order-mails', '{}');
  expect(services.sent).toEqual([{ queue: 'order-mails', body: '{}' }]);
  expect(() => queues.send('uploads', '{}')).toThrow('some-row must not call queues.send:uploads');
});

test('every permit of the tables names a member that exists', () => {
  for (const { name, may } of [...endpoints, ...triggers]) {
    const given = permitted(name, may, services.common as CommonServices, services.own) as unknown as Record<
      string,
      Record<string, unknown>
    >;
    for (const permit of may as readonly string[]) {
      const [service = '', member = ''] = permit.split(/[.:]/);
      expect([permit, typeof given[service]?.[member]]).toEqual([permit, 'function']);
    }
  }
});
