import { resolve } from 'node:path';
import { localEnvironment } from '../../local/environment';

const before = { ...process.env };

afterEach(() => {
  process.env = { ...before };
});

function withEnvironment(PORT?: string, LOCAL_DATA_DIR?: string, LOG_LEVEL?: string) {
  return withVariables({ PORT, LOCAL_DATA_DIR, LOG_LEVEL });
}

/** @param variables replaces all variables that the local run reads */
function withVariables(variables: NodeJS.ProcessEnv) {
  const none = {
    PORT: undefined,
    LOCAL_DATA_DIR: undefined,
    LOG_LEVEL: undefined,
    PUBLIC_ORIGIN: undefined,
    CODESPACE_NAME: undefined,
    GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN: undefined,
  };
  const set = Object.entries({ ...before, ...none, ...variables }).filter(([, value]) => value !== undefined);
  process.env = Object.fromEntries(set);
  return localEnvironment();
}

test('uses port 3000 and the folder .local by default', () => {
  const usual = { port: 3000, dataDir: resolve('.local'), chosen: false, logLevel: 'info' };
  expect(withEnvironment()).toEqual(usual);
  expect(withEnvironment('', '')).toEqual(usual);
});

test('uses the variables, and reports that they were set', () => {
  expect(withEnvironment('8080')).toMatchObject({ port: 8080, chosen: true });
  expect(withEnvironment('0')).toMatchObject({ port: 0, chosen: true });
  expect(withEnvironment(undefined, '../data')).toMatchObject({ dataDir: resolve('../data'), chosen: true });
});

test.each(['80a', '-1', '65536', '3000.5', 'http://localhost', 'NaN', 'Infinity', ' ', '0x50', '3e3'])(
  'rejects the port %j in one line',
  (port) => {
    expect(() => withEnvironment(port)).toThrow(
      /^Invalid PORT .*\. Use an integer from 0 \(any free port\) to 65535: PORT=3001 npm start\.$/,
    );
  },
);

// part: webhook
test.each(['http://localhost:4000/hook', 'http://127.0.0.1/', 'http://[::1]:4000/hook?key=1', 'https://app.example.com/hook'])(
  'accepts the webhook %s',
  (url) => {
    expect(withVariables({ WEBHOOK_URL: url }).webhookUrl).toBe(url);
  },
);

// part: webhook
test('has no webhook by default', () => {
  expect(withVariables({}).webhookUrl).toBeUndefined();
  expect(withVariables({ WEBHOOK_URL: '' }).webhookUrl).toBeUndefined();
});

// part: webhook
test.each(['localhost:4000', '/hook', 'http://app.example.com/hook', 'http://me:word@localhost/', 'ftp://localhost/', ' '])(
  'rejects the webhook %j in one line',
  (url) => {
    expect(() => withVariables({ WEBHOOK_URL: url })).toThrow(/^Invalid WEBHOOK_URL .* npm start\.$/);
  },
);

test('logs a line for each photo by default', () => {
  const levelOf = (given?: string) => withEnvironment(undefined, undefined, given).logLevel;
  expect([levelOf(), levelOf(''), levelOf('info'), levelOf('debug')]).toEqual(['info', 'info', 'info', 'debug']);
});

test.each(['DEBUG', 'verbose', ' '])('rejects the log level %j in one line', (level) => {
  expect(() => withEnvironment('', '', level)).toThrow(
    `Invalid LOG_LEVEL ${JSON.stringify(level)}. Use info or debug: LOG_LEVEL=debug npm start.`,
  );
});

describe('the public origin', () => {
  const originOf = (PUBLIC_ORIGIN?: string) => withVariables({ PUBLIC_ORIGIN }).publicOrigin;
  const codespace = { CODESPACE_NAME: 'shiny-fork-1', GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN: 'app.github.dev' };

  test('is none by default', () => {
    expect([originOf(), originOf('')]).toEqual([undefined, undefined]);
  });

  test.each([
    ['https://shiny-fork-1-3000.app.github.dev', 'https://shiny-fork-1-3000.app.github.dev'],
    ['https://images.example.com:8443/', 'https://images.example.com:8443'],
    ['http://localhost:3001', 'http://localhost:3001'],
  ])('accepts %s', (given, origin) => {
    expect(originOf(given)).toBe(origin);
  });

  test.each([
    'http://images.example.com',
    'https://images.example.com/path',
    'https://me@images.example.com',
    'https://images.example.com?a=b',
    'images.example.com',
    'localhost:3001',
    'http://127.0.0.1:3001',
    'https://',
    'ftp://images.example.com',
    '*',
    ' ',
  ])('rejects %j in one line', (given) => {
    expect(() => originOf(given)).toThrow(
      `Invalid PUBLIC_ORIGIN ${JSON.stringify(given)}. Use https:// and a host, or http://localhost and a port, without a path: PUBLIC_ORIGIN=https://name-3000.app.github.dev npm start.`,
    );
  });

  test('is the forwarded address of the port in a codespace', () => {
    expect(withVariables(codespace).publicOrigin).toBe('https://shiny-fork-1-3000.app.github.dev');
    expect(withVariables({ ...codespace, PORT: '8080' }).publicOrigin).toBe('https://shiny-fork-1-8080.app.github.dev');
    expect(withVariables({ ...codespace, PUBLIC_ORIGIN: 'http://localhost:3000' }).publicOrigin).toBe('http://localhost:3000');
  });

  test('is none in a codespace on a port that is not known yet', () => {
    expect(withVariables({ ...codespace, PORT: '0' }).publicOrigin).toBeUndefined();
  });
});
