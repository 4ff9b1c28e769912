// The tables of docs/scale.md, for the stages that they compare.
import { limitTable, rateTable, spikeTable, trafficOf } from '../../estimate/report/scale-tables';
import { buildModel } from '../../estimate/simulation/build-model';
import { limits } from '../../estimate/simulation/limits';
import { Template } from '../../estimate/template/template';
import { synthTemplate } from '../../lib/testing/synth';

// The sums by hand have these durations, whatever the benchmarks measure.
jest.mock('../../estimate/bill/measured.json', () => jest.requireActual('./worked-durations.json'));

const production = new Template(synthTemplate({ stage: 'production' }).toJSON());

it('has a rate of requests that includes those of uploads', () => {
  const { routes } = buildModel(production, trafficOf(100), 1_000);
  expect(routes.reduce((sum, { perSecond }) => sum + perSecond, 0)).toBeCloseTo(100, 6);
});

it('says what 1 and 10,000 requests a second meet', () => {
  const [head = [], few = [], many = []] = rateTable([{ name: 'production', template: production }], [1, 10_000]);
  const cell = (row: readonly string[], name: string) => row[head.indexOf(name)];
  expect(['answered', '429', '503', 'met first'].map((name) => cell(few, name))).toEqual(['100.0 %', '0.0 %', '0.0 %', 'none']);
  // 4 routes of 100 a second: at most 400 of 10,000.
  expect(Number.parseFloat(cell(many, 'answered') ?? '')).toBeGreaterThan(2);
  expect(Number.parseFloat(cell(many, 'answered') ?? '')).toBeLessThan(4);
  expect(cell(many, 'met first')).toBe('throttle');
  expect(cell(many, 'upload to READY')).toMatch(/^grows: 1\d\d a second arrive, 7\.5\d* leave$/);
});

it('says what a spike of 500 meets, in a usual and in a new account', () => {
  const stages = [1_000, 10].map((accountConcurrency) => ({ name: 'production', template: production, accountConcurrency }));
  const [, ...rows] = spikeTable(stages, 500);
  expect(rows.map((row) => row.slice(1, 6))).toEqual([
    ['500 lists', '200', '300', '0', '100.0 %'],
    ['500 uploads', '200', '300', '0', '100.0 %'],
    ['500 lists', '10', '300', '190', '100.0 %'],
    ['500 uploads', '10', '300', '190', '100.0 %'],
  ]);
});

it('names every limit', () => {
  expect(limitTable()).toHaveLength(Object.keys(limits).length + 1);
});
