import { relativeRate, type Shape, shapeNames, shapes } from '../../estimate/traffic/shape';

const minutes = Array.from({ length: 24 * 60 }, (_, minute) => (minute + 0.5) / 60);
const ofDay = (shape: Shape) => minutes.map((hour) => relativeRate(shape, hour));

describe.each(shapeNames)('the shape %s', (name) => {
  const { usual, largest } = shapes[name];

  it.each([1, usual, (1 + largest) / 2, largest])('has the mean 1 and the peak factor %d, and no negative rate', (peakFactor) => {
    const rates = ofDay({ name, peakFactor, atOnce: 0 });
    expect(rates.reduce((sum, rate) => sum + rate) / rates.length).toBeCloseTo(1, 3);
    expect(Math.max(...rates)).toBeCloseTo(peakFactor, 2);
    expect(Math.min(...rates)).toBeGreaterThanOrEqual(0);
  });
});

it('places the peaks where the summaries say', () => {
  const at = (name: Shape['name'], peakFactor: number, hour: number) => relativeRate({ name, peakFactor, atOnce: 0 }, hour);
  expect(at('daily-wave', 1.8, 20)).toBeCloseTo(1.8, 9);
  // A wave with the peak factor 1.8 has 2 − 1.8 at its lowest.
  expect(at('daily-wave', 1.8, 8)).toBeCloseTo(0.2, 9);
  // 8 of 24 hours at 2.5: (24 − 20) / 16.
  expect(at('office-hours', 2.5, 9)).toBe(2.5);
  expect(at('office-hours', 2.5, 17)).toBeCloseTo(0.25, 9);
  // One hour at 5: (24 − 5) / 23.
  expect(at('spike', 5, 12.5)).toBe(5);
  expect(at('spike', 5, 13)).toBeCloseTo(19 / 23, 9);
});
