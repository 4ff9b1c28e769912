import { UserError } from '../../cli/user-error';
import { TestLog } from '../../lib/testing/test-log';
import { createConsoleLog, quiet } from '../../local/log';
import { hintsFor } from '../../local/trigger-hints';

/** Returns what a log writes to stderr. */
function linesOf(write: () => void): string[] {
  const lines: string[] = [];
  const error = jest.spyOn(console, 'error').mockImplementation((...words) => void lines.push(words.join(' ')));
  write();
  error.mockRestore();
  return lines;
}

test('begins each line with the time', () => {
  const log = createConsoleLog('info');
  const lines = linesOf(() => {
    log.info('upload processed', { imageId: 'a' });
    log.warn('A file is corrupt.', { file: 'b' });
    log.error('It failed.', new UserError('There is no room.'), { imageId: 'c' });
  });
  const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  expect(lines.map((line) => [line.slice(0, 24), line.slice(25)])).toEqual([
    [time, 'upload processed {"imageId":"a"}'],
    [time, 'A file is corrupt. {"file":"b"}'],
    [time, 'It failed. {"imageId":"c"} There is no room.'],
  ]);
});

test('writes debug lines only at the level debug', () => {
  const write = (level: 'info' | 'debug') => linesOf(() => createConsoleLog(level).debug('request answered', {}));
  expect(write('info')).toEqual([]);
  expect(write('debug')).toEqual([expect.stringMatching(/Z request answered \{\}$/)]);
});

// part: sweep
test('reports a sweep that did something, and one that only looked while debugging', () => {
  const log = new TestLog();
  const swept = quiet(log, hintsFor('sweep-uploads').info);
  swept.info('uploads swept', { pendingLooked: 3, requeued: 0, originalsLooked: 9, faults: 0 });
  swept.info('uploads swept', { pendingLooked: 3, requeued: 1, originalsLooked: 9, faults: 0 });
  expect(log.entries.map(({ level }) => level)).toEqual(['debug', 'info']);
});
