import { resolve } from 'node:path';
import { localEnvironment } from '../../local/environment';

const before = { ...process.env };

afterEach(() => {
  process.env = { ...before };
});

function withEnvironment(PORT?: string, LOCAL_DATA_DIR?: string) {
  process.env = { ...before, PORT, LOCAL_DATA_DIR };
  for (const name of ['PORT', 'LOCAL_DATA_DIR']) if (process.env[name] === undefined) delete process.env[name];
  return localEnvironment();
}

test('is port 3000 and the folder .local unless something is set', () => {
  const usual = { port: 3000, dataDir: resolve('.local'), chosen: false };
  expect(withEnvironment()).toEqual(usual);
  expect(withEnvironment('', '')).toEqual(usual);
});

test('takes what is set, and says that it was', () => {
  expect(withEnvironment('8080')).toMatchObject({ port: 8080, chosen: true });
  expect(withEnvironment('0')).toMatchObject({ port: 0, chosen: true });
  expect(withEnvironment(undefined, '../data')).toMatchObject({ dataDir: resolve('../data'), chosen: true });
});

test.each(['80a', '-1', '65536', '3000.5', 'http://localhost', 'NaN', 'Infinity', ' ', '0x50', '3e3'])(
  'refuses the port %j in one line',
  (port) => {
    expect(() => withEnvironment(port)).toThrow(
      /^PORT must be a whole number from 0 \(any free port\) to 65535, not .*\. Try PORT=3001 npm start\.$/,
    );
  },
);
