// The command: what it selects, measures, compares with targets, and writes.
import { UsageError } from '../../cli/usage-error';
import { benchOptions } from './options';
import { fillPage } from './page';
import { pictureOf } from './picture';
import { report } from './report';
import { isMet, type Result, resultOf } from './result';
import { runSuite } from './run';
import { inPairs, type Session, type Suite, samplesOf } from './suite';
import { benchmarkNames, suites } from './suites';
import { targets } from './targets';

describe('the options', () => {
  it('select all benchmarks by default', () => {
    expect(benchOptions([])).toEqual({ selected: benchmarkNames, pairs: 5, json: undefined, write: false });
  });

  it('select benchmarks by words of their names, or by a whole name', () => {
    expect(benchOptions(['PNG', 'health']).selected).toEqual([
      'resize PNG',
      'memory PNG',
      'package-size health',
      'cold-start health',
    ]);
    expect(benchOptions(['resize PNG']).selected).toEqual(['resize PNG']);
    // Not every name that contains the letters.
    expect(benchOptions(['resize']).selected).not.toContain('cold-start resize-image');
  });

  it.each([
    [['cold-strat'], 'No benchmark "cold-strat". Did you mean cold-start?'],
    [['--pairs', '0'], '--pairs must be a whole number from 1 to 999999, not "0".'],
    [['--write', 'resize'], '--write writes the whole table. Pass it without names of benchmarks.'],
  ])('rejects %j', (args, message) => {
    expect(() => benchOptions(args)).toThrow(UsageError);
    expect(() => benchOptions(args)).toThrow(message);
  });
});

describe('the tables', () => {
  const rows = Object.values(suites).flatMap(({ benchmarks }) => Object.values(benchmarks).flat());
  const names = rows.map(({ name }) => name);

  it('have each row once', () => {
    expect(names.toSorted()).toEqual([...new Set(names)].toSorted());
  });

  it('have a row for each target', () => {
    expect(Object.keys(targets).filter((name) => !names.includes(name))).toEqual([]);
  });

  it('have targets whose aim is at least as strict as what they must reach', () => {
    for (const { of, must, aim = must } of Object.values(targets)) {
      expect(of === 'difference' ? aim - must : must - aim).toBeGreaterThanOrEqual(0);
    }
  });
});

test('pairs run in alternating order, directly after each other', async () => {
  const runs: string[] = [];
  const run = (side: string) => async () => runs.push(side);
  const measured = await inPairs(3, { ours: run('ours'), baseline: run('baseline') });
  expect(runs).toEqual(['baseline', 'ours', 'ours', 'baseline', 'baseline', 'ours']);
  expect(samplesOf(measured, (place) => place)).toEqual([
    { ours: 2, baseline: 1 },
    { ours: 3, baseline: 4 },
    { ours: 6, baseline: 5 },
  ]);
});

describe('a result', () => {
  const row = { name: 'resize PNG', unit: 'CPU ms' };

  it('has the medians of both sides and of the ratios of the pairs', () => {
    const samples = [
      { ours: 1, baseline: 10 },
      { ours: 4, baseline: 20 },
      { ours: 9, baseline: 15 },
    ];
    expect(resultOf(row, samples)).toEqual({ ...row, ours: 4, baseline: 15, ratio: 0.2, target: 0.45, met: true });
  });

  it('says when the target is missed, and when there is none', () => {
    const samples = [{ ours: 46, baseline: 100 }];
    expect(resultOf(row, samples)).toMatchObject({ target: 0.45, met: false });
    expect(resultOf({ name: 'package-size resize-image', unit: 'KB' }, samples)).toMatchObject({ target: null, met: null });
  });

  it('is rejected when nothing was measured', () => {
    expect(() => resultOf(row)).toThrow('The row "resize PNG" was not measured: NaN / NaN.');
    expect(() => resultOf(row, [{ ours: 1, baseline: 0 }])).toThrow('was not measured: 1 / 0.');
  });

  it.each([
    [{}, 0.5, true],
    [{}, 0.4, false],
    [{ of: 'ours' }, 1, true],
    [{ of: 'ours' }, 0.9, false],
    [{ of: 'difference' }, -1, true],
    [{ of: 'difference' }, -0.9, false],
  ] as const)('is compared with a target %j of %d: %s', (target, limit, met) => {
    expect(isMet({ ours: 1, baseline: 2, ratio: 0.5 }, { ...target, must: limit }, limit)).toBe(met);
  });
});

describe('a suite', () => {
  const rows = { good: [{ name: 'good', unit: 'ms' }], other: [{ name: 'other', unit: 'ms' }] };
  const session = (measure: Session['measure']) => {
    const close = jest.fn(async () => undefined);
    return { close, open: jest.fn(async () => ({ measure, close })) };
  };

  it('measures only the selected benchmarks, and is closed', async () => {
    const { open, close } = session(async (name, pairs) => ({ [name]: Array(pairs).fill({ ours: 1, baseline: 2 }) }));
    const section = await runSuite('Suite', { benchmarks: rows, open }, { selected: ['other'], pairs: 3 }, () => undefined);
    expect(section.results.map(({ name, ratio }) => [name, ratio])).toEqual([['other', 0.5]]);
    expect(close).toHaveBeenCalledTimes(1);
  });

  it('reports what it skips, and opens nothing for it', async () => {
    const { open } = session(async () => ({}));
    const lines: string[] = [];
    const suite: Suite = { benchmarks: rows, obstacle: () => 'it requires a tool', open };
    const section = await runSuite('Suite', suite, { selected: ['good'], pairs: 1 }, (line) => lines.push(line));
    expect(section).toEqual({ title: 'Suite', results: [], skipped: ['good: it requires a tool'] });
    expect(lines).toEqual(['skipped good: it requires a tool']);
    expect(open).not.toHaveBeenCalled();
    expect(report([section], { pairs: 1, date: new Date() })).toContain('- Skipped: good: it requires a tool');
  });

  it('is closed when a benchmark fails', async () => {
    const { open, close } = session(async () => {
      throw new Error('a wrong answer');
    });
    const running = runSuite('Suite', { benchmarks: rows, open }, { selected: ['good'], pairs: 1 }, () => undefined);
    await expect(running).rejects.toThrow('a wrong answer');
    expect(close).toHaveBeenCalledTimes(1);
  });
});

describe('the documentation', () => {
  const result = (name: string, ratio: number, unit = 'CPU ms'): Result =>
    resultOf({ name, unit }, [{ ours: ratio * 100, baseline: 100 }]);

  it('has a table with figures, limits and whether they are met', () => {
    const results = [result('resize PNG', 0.41), result('resize 1/f', 0.4567), result('resize WebP', 1.2)];
    const text = report([{ title: 'Resizing', results, skipped: [] }], { pairs: 5, date: new Date('2026-11-29T12:00:00Z') });
    expect(text).toMatch(/^Measured on 2026-11-29: Node /);
    expect(text).toContain('Medians of 5 pairs.');
    expect(text).toContain('| resize PNG | CPU ms | 41.0 | 100 | 0.410 | ratio ≤ 0.45 |  | yes |');
    expect(text).toContain('| resize 1/f | CPU ms | 45.7 | 100 | 0.457 | ratio ≤ 0.5 | 0.4 | must |');
    expect(text).toContain('| resize WebP | CPU ms | 120 | 100 | 1.20 | ratio ≤ 0.42 |  | **no** |');
  });

  it('has the table between its markers, and keeps the rest', () => {
    const page = '# Page\n\n<!-- bench -->\nold\n<!-- /bench -->\n\nRest.\n';
    expect(fillPage(page, 'new $1')).toBe('# Page\n\n<!-- bench -->\n\nnew $1\n\n<!-- /bench -->\n\nRest.\n');
    expect(() => fillPage('# Page\n', 'new')).toThrow('docs/performance.md has no lines <!-- bench --> and <!-- /bench -->.');
  });

  it('has a picture with a bar for each ratio, and without rows that have other limits', () => {
    const results = [result('resize PNG', 0.41), result('memory PNG', 0.9), result('local-run get-image', 20)];
    const svg = pictureOf(results);
    expect(svg).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
    expect(svg).toContain('resize PNG');
    expect(svg).toContain('>0.41<');
    expect(svg).not.toMatch(/memory|local-run/);
  });
});
