import { Readiness } from '../../serve/readiness';

let reachable: Record<string, boolean>;
let asked: number;
const reach = (name: string) => async () => {
  asked += 1;
  if (!reachable[name]) throw new Error(`${name} does not answer`);
};
const open = () => new Readiness({ table: reach('table'), queue: reach('queue') }, () => true);

beforeEach(() => {
  reachable = { table: true, queue: true };
  asked = 0;
});

it('is ready when every dependency can be reached', async () => {
  expect(await open().hindrances()).toEqual([]);
});

it('is starting until every dependency was reached once', async () => {
  reachable.queue = false;
  const readiness = open();
  expect(await readiness.hindrances()).toEqual(['starting', 'queue']);
  reachable.queue = true;
  expect(await readiness.hindrances()).toEqual([]);
});

it('names a dependency that can no longer be reached, some seconds later', async () => {
  jest.spyOn(performance, 'now').mockReturnValue(0);
  const readiness = open();
  expect(await readiness.hindrances()).toEqual([]);
  reachable.table = false;
  expect(await readiness.hindrances()).toEqual([]);
  expect(asked).toBe(2);
  jest.spyOn(performance, 'now').mockReturnValue(6000);
  expect(await readiness.hindrances()).toEqual(['table']);
  jest.restoreAllMocks();
});

it('is not ready while it stops', async () => {
  const readiness = open();
  expect(await readiness.hindrances()).toEqual([]);
  readiness.stop();
  expect(await readiness.hindrances()).toEqual(['stopping']);
});

it('counts a dependency that does not answer as unreachable', async () => {
  const readiness = new Readiness({ table: () => new Promise(() => undefined) }, () => true);
  expect(await readiness.hindrances()).toEqual(['starting', 'table']);
});
