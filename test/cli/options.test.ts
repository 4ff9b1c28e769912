import { nearest } from '../../cli/nearest';
import { parseOptions, readArguments } from '../../cli/options';
import { UsageError } from '../../cli/usage-error';

const options = {
  json: { type: 'boolean', default: false },
  out: { type: 'string' },
  only: { type: 'string', multiple: true },
} as const;

const read = (...args: string[]) =>
  readArguments(args, 'npm run it [OPTIONS]', (given) => parseOptions(given, { options, allowPositionals: true }));

test('reads known options', () => {
  expect(read('a.jpg', '--out', 'dir', '--json', '--only', 'x', '--only=y', '--', '--help')).toMatchObject({
    values: { json: true, out: 'dir', only: ['x', 'y'] },
    positionals: ['a.jpg', '--help'],
  });
});

test.each<[string[], string]>([
  [['--jsno'], 'Unknown option --jsno. Did you mean --json?'],
  [['--JSON'], 'Unknown option --JSON. Did you mean --json?'],
  [['--onyl', 'x'], 'Unknown option --onyl. Did you mean --only?'],
  [['--on=x'], 'Unknown option --on. Did you mean --only?'],
  [['--verbose'], 'Unknown option --verbose. Use --json, --out, --only.'],
  [['-j'], 'Unknown option -j. Use --json, --out, --only.'],
  [['--no-json'], 'Unknown option --no-json. Use --json, --out, --only.'],
  [['--out'], '--out requires a value: --out=VALUE.'],
  [['--out', '--json'], '--out requires a value: --out=VALUE.'],
  [['--json=1'], '--json does not take a value. Remove the value.'],
  [['--out', 'a', '--out=b'], '--out is given twice. Pass it once.'],
  [['--json', '--json'], '--json is given twice. Pass it once.'],
])('rejects %j, and prints the usage', (args, message) => {
  expect(() => read(...args)).toThrow(new UsageError(`${message}\n\nUsage: npm run it [OPTIONS]`));
  expect(() => read(...args)).toThrow(expect.objectContaining({ exitCode: 2 }));
});

test('rejects an unexpected argument', () => {
  expect(() => parseOptions(['a b'], {})).toThrow('Unexpected argument "a b".');
  expect(() => parseOptions(['--x'], {})).toThrow(/^Unknown option --x\.$/);
});

test.each(['--help', '-h'])('%s prints the usage, whatever else is given', (help) => {
  expect(() => read('--wrong', help)).toThrow(expect.objectContaining({ exitCode: 0, message: 'Usage: npm run it [OPTIONS]' }));
});

test.each<[string, string | undefined]>([
  ['stak', 'stack'],
  ['sta', 'stack'],
  ['satck', 'stack'],
  ['tokens', 'token'],
  ['url', 'url'],
  ['ulr', 'url'],
  ['x', undefined],
  ['', undefined],
  ['something', undefined],
])('of stack, token and url, the nearest to %j is %j', (given, word) => {
  expect(nearest(given, ['stack', 'token', 'url'])).toBe(word);
});
