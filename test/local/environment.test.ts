import { resolve } from 'node:path';
import { localEnvironment } from '../../local/environment';

const before = { ...process.env };

afterEach(() => {
  process.env = { ...before };
});

function withEnvironment(PORT?: string, LOCAL_DATA_DIR?: string, WEBHOOK_URL?: string, LOG_LEVEL?: string) {
  process.env = { ...before, PORT, LOCAL_DATA_DIR, WEBHOOK_URL, LOG_LEVEL };
  for (const name of ['PORT', 'LOCAL_DATA_DIR', 'WEBHOOK_URL', 'LOG_LEVEL'])
    if (process.env[name] === undefined) delete process.env[name];
  return localEnvironment();
}

test('is port 3000 and the folder .local unless something is set', () => {
  const usual = { port: 3000, dataDir: resolve('.local'), chosen: false, logLevel: 'info' };
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

test.each(['http://localhost:4000/hook', 'http://127.0.0.1/', 'http://[::1]:4000/hook?key=1', 'https://app.example.com/hook'])(
  'takes the webhook %s',
  (url) => {
    expect(withEnvironment(undefined, undefined, url).webhookUrl).toBe(url);
  },
);

test('sends nothing anywhere unless a webhook is set', () => {
  expect(withEnvironment().webhookUrl).toBeUndefined();
  expect(withEnvironment('', '', '').webhookUrl).toBeUndefined();
});

test.each(['localhost:4000', '/hook', 'http://app.example.com/hook', 'http://me:word@localhost/', 'ftp://localhost/', ' '])(
  'refuses the webhook %j in one line',
  (url) => {
    expect(() => withEnvironment(undefined, undefined, url)).toThrow(/^WEBHOOK_URL must be a whole address .* npm start\.$/);
  },
);

test('logs a line for each photo unless it is to log everything', () => {
  const levelOf = (given?: string) => withEnvironment(undefined, undefined, undefined, given).logLevel;
  expect([levelOf(), levelOf(''), levelOf('info'), levelOf('debug')]).toEqual(['info', 'info', 'info', 'debug']);
});

test.each(['DEBUG', 'verbose', ' '])('rejects the log level %j in one line', (level) => {
  expect(() => withEnvironment('', '', '', level)).toThrow(
    `LOG_LEVEL must be info or debug, not ${JSON.stringify(level)}. Try LOG_LEVEL=debug npm start.`,
  );
});
