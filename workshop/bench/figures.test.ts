// The durations that the estimate takes from the benchmarks.
import measured from '../../estimate/bill/measured.json';
import { figuresOf } from './figures';
import type { Result } from './result';
import { suites } from './suites';

const names = Object.keys(measured.ms);
const result = (name: string): Result => ({
  name,
  unit: 'CPU ms',
  ours: 1.23456,
  baseline: 2,
  ratio: 0.6,
  target: null,
  met: null,
});

it('each have a benchmark', () => {
  const rows = Object.values(suites).flatMap(({ benchmarks }) => Object.values(benchmarks).flat());
  const units = names.map((name) => rows.find((row) => row.name === name)?.unit);

  expect(units).toEqual(names.map(() => 'CPU ms'));
});

it('are those of this application, with three digits, and with where and when they were measured', () => {
  const { ms, ...where } = figuresOf(names.map(result), new Date('2027-01-31T12:00:00Z'));

  expect(Object.values(ms)).toEqual(names.map(() => 1.23));
  expect(where).toEqual({ date: '2027-01-31', node: process.versions.node, platform: `${process.platform}-${process.arch}` });
});

it('throws when one did not run', () => {
  expect(() => figuresOf([], new Date())).toThrow(/^The benchmark of "warm nothing" did not run/);
});
