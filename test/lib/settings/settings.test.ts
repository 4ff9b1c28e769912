import { defaultImageSettings } from '../../../lambda/core/settings';
import { defaultStack, stackPrefix } from '../../../lambda/names';
import { chooseDeployment } from '../../../lib/settings/deployment';
import { checkedSettings, concurrencyNotice } from '../../../lib/settings/settings';
import type { StageSettings } from '../../../lib/settings/stage-settings';
import { stages } from '../../../lib/settings/stages';

const check = (settings: object) => () => checkedSettings({ ...stages.sandbox, ...(settings as Partial<StageSettings>) });

// part: web
const domainName = 'photos.example.com';
// part: web
const certificateArn = 'arn:aws:acm:us-east-1:111122223333:certificate/1a2b3c4d';
// part: web
const webAclArn = 'arn:aws:wafv2:us-east-1:111122223333:global/webacl/photos/1a2b3c4d';

it('adds the defaults', () => {
  expect(checkedSettings(stages.sandbox)).toEqual({
    ...stages.sandbox,
    resizerConcurrency: 3,
    sweepEveryMinutes: 15, // part: sweep
    allowedOrigins: [],
    web: {}, // part: web
    mfa: 'off',
    image: defaultImageSettings,
    warm: {}, // part: warm
    tracing: false,
    alarms: false, // part: monitoring
    dashboard: false, // part: monitoring
    accountConcurrency: 10,
  });
});

it('uses a default for undefined', () => {
  expect(checkedSettings({ ...stages.sandbox, resizerConcurrency: undefined, image: { quality: undefined } })).toEqual(
    checkedSettings(stages.sandbox),
  );
});

it.each(['auto', 0, 6] as const)('accepts the effort %s', (effort) => {
  expect(checkedSettings({ ...stages.sandbox, image: { effort } }).image.effort).toBe(effort);
});

it.each<[string, object, RegExp]>([
  [
    'a retention that CloudWatch does not support',
    { logRetention: 42 },
    /Invalid value "42" for logRetention\. Use one of: 1, 3, 5, 7/,
  ],
  [
    'a rate of zero',
    { throttling: { requestsPerSecond: 0, burst: 1 } },
    /Invalid value 0 for throttling\.requestsPerSecond\. .* from 1 to 10000/,
  ],
  [
    'a burst that is not a number',
    { throttling: { requestsPerSecond: 1, burst: Number.NaN } },
    /Invalid value NaN for throttling\.burst/,
  ],
  [
    'a resizer without concurrency',
    { resizerConcurrency: 1 },
    /Invalid value 1 for resizerConcurrency\. Use an integer from 2 to 1000/,
  ],
  // part: sweep
  [
    'a sweep without an interval',
    { sweepEveryMinutes: 0 },
    /Invalid value 0 for sweepEveryMinutes\. Use an integer from 1 to 1440/,
  ],
  ['a sweep interval that is too long', { sweepEveryMinutes: 1441 }, /Invalid value 1441 for sweepEveryMinutes/], // part: sweep
  // part: monitoring
  [
    'an invalid e-mail address',
    { alarms: true, alarmEmail: 'operators' },
    /Invalid alarmEmail "operators"\. Use one address of up to 50 characters/,
  ],
  ['two addresses', { alarms: true, alarmEmail: 'a@example.com,b@example.com' }, /Invalid alarmEmail "a@example\.com,b/], // part: monitoring
  // part: monitoring
  [
    'an address that AWS Budgets rejects',
    { alarms: true, alarmEmail: `${'a'.repeat(40)}@example.com` },
    /Invalid alarmEmail "aaaa/,
  ],
  // part: monitoring
  [
    'an address without any messages',
    { alarmEmail: 'a@example.com' },
    /nothing would be sent to it\. Set alarms to true, or set monthlyBudgetUsd/,
  ],
  // part: monitoring
  [
    'a budget without an address',
    { monthlyBudgetUsd: 50 },
    /monthlyBudgetUsd requires an address for the warnings\. Set alarmEmail/,
  ],
  // part: monitoring
  [
    'a budget of zero',
    { monthlyBudgetUsd: 0, alarmEmail: 'a@example.com' },
    /Invalid value 0 for monthlyBudgetUsd\. .* from 1 to 1000000/,
  ],
  ['an account without concurrency', { accountConcurrency: 0 }, /Invalid value 0 for accountConcurrency/],
  ['uploads of zero bytes', { image: { maxBytes: 0 } }, /Invalid value 0 for image\.maxBytes/],
  [
    'more pixels than were measured',
    { image: { maxPixels: 60_000_000 } },
    /Invalid value 60000000 for image\.maxPixels\. .* to 50000000/,
  ],
  ['an unknown format', { image: { format: 'heic' } }, /Invalid value "heic" for image\.format\. Use one of: webp, jpeg, avif/],
  ['a quality above 100', { image: { quality: 101 } }, /Invalid value 101 for image\.quality/],
  [
    'an effort above the format’s maximum',
    { image: { format: 'webp', effort: 7 } },
    /Invalid value 7 for image\.effort\. .* from 0 to 6/,
  ],
  ['a domain without a certificate', { web: { domainName } }, /web\.domainName requires web\.certificateArn\. Set both/], // part: web
  ['a certificate without a domain', { web: { certificateArn } }, /web\.certificateArn requires web\.domainName\. Set both/], // part: web
  // part: web
  [
    'a certificate in another region',
    { web: { domainName, certificateArn: certificateArn.replace('us-east-1', 'eu-central-1') } },
    /Invalid value "arn:aws:acm:eu-central-1:.*" for web\.certificateArn\. CloudFront requires a resource in us-east-1/,
  ],
  // part: web
  [
    'a web ACL in another region',
    { web: { webAclArn: webAclArn.replace('us-east-1', 'eu-central-1') } },
    /Invalid value "arn:aws:wafv2:eu-central-1:.*" for web\.webAclArn\. CloudFront requires a resource in us-east-1/,
  ],
  // part: web
  [
    'a web ACL for regional resources',
    { web: { webAclArn: webAclArn.replace('global', 'regional') } },
    /Invalid value ".*" for web\.webAclArn/,
  ],
])('rejects %s with a message that says how to fix it', (_, settings, message) => {
  expect(check(settings)).toThrow(message);
});

it.each<[string, object, RegExp]>([
  [
    'the stage',
    { keepStat: true },
    /^Unknown setting "keepStat" in the stage\. Did you mean "keepState"\? Use one of: keepState, /,
  ],
  ['throttling', { throttling: { requestsPerSecond: 1, burst: 1, bursts: 2 } }, /"bursts" in throttling\. Did you mean "burst"\?/],
  ['image', { image: { maxByte: 1 } }, /"maxByte" in image\. Did you mean "maxBytes"\?/],
  ['web', { web: { webAclARN: webAclArn } }, /"webAclARN" in web\. Did you mean "webAclArn"\?/], // part: web
  ['webhook', { webhook: { url: 'https://a.example', secret: 'b' } }, /"secret" in webhook\. Did you mean "secretName"\?/], // part: webhook
  // part: canary
  [
    'canary',
    { alarms: true, canary: { shift: 'Canary10Percent5Minutes', endpoint: [] } },
    /"endpoint" in canary\. Did you mean "endpoints"\?/,
  ],
  // part: warm
  [
    'warm',
    { warm: { 'get-image': { min: 1, maximum: 2 } } },
    /"maximum" in warm\.get-image\. Did you mean "max"\? Use one of: min, max,/,
  ],
  // part: warm
  [
    'a period of warm',
    { warm: { 'get-image': { min: 1, max: 2, schedule: [{ cron: '0 8 ? * * *', timezone: 'UTC', min: 1, max: 2 }] } } },
    /"timezone" in warm\.get-image\.schedule\[0\]\. Did you mean "timeZone"\?/,
  ],
])('rejects an unknown name in %s, which no compiler may have checked', (_, settings, message) => {
  expect(check(settings)).toThrow(message);
});

it.each([
  'keepState',
  'tracing',
  'alarms', // part: monitoring
  'dashboard', // part: monitoring
])('rejects a %s that is not a boolean', (name) => {
  expect(check({ [name]: 'false' })).toThrow(`Invalid value "false" for ${name}. Use one of: true, false.`);
});

it('rejects an optional second factor, which no user could set up', () => {
  expect(check({ mfa: 'optional' })).toThrow('Invalid value "optional" for mfa. Use one of: off, required.');
});

it('leaves most of a small account’s concurrency to the API', () => {
  const resizing = (accountConcurrency: number) => checkedSettings({ ...stages.sandbox, accountConcurrency }).resizerConcurrency;

  expect([10, 19, 20, 1000].map(resizing)).toEqual([3, 3, 5, 5]);
  expect(checkedSettings({ ...stages.sandbox, resizerConcurrency: 8 }).resizerConcurrency).toBe(8);
});

it.each(['*', 'app.example.com', 'https://app.example.com/', 'https://app.example.com/page', 'http://app.example.com', ''])(
  'rejects the origin "%s"',
  (origin) => {
    expect(check({ allowedOrigins: [origin] })).toThrow(`Invalid origin "${origin}" in allowedOrigins. Use only scheme`);
  },
);

it('accepts https origins, and http on localhost', () => {
  expect(check({ allowedOrigins: ['https://app.example.com', 'http://localhost:5173'] })).not.toThrow();
});

// part: web
it.each(['https://photos.example.com', 'photos.example.com/', 'Photos.example.com', '*.example.com', 'localhost', ''])(
  'rejects the domain "%s"',
  (domain) => {
    expect(check({ web: { domainName: domain, certificateArn } })).toThrow(
      domain ? `Invalid value "${domain}" for web.domainName. Use` : 'Set both',
    );
  },
);

// part: web
it('accepts a domain with its certificate, a firewall, all of them or none', () => {
  for (const web of [{ domainName, certificateArn, webAclArn }, { webAclArn }, {}, false]) expect(check({ web })).not.toThrow();
});

describe('the concurrency of a stage', () => {
  const notice = (given: Partial<StageSettings>) => concurrencyNotice(checkedSettings({ ...stages.production, ...given }));

  it('is the throttle times the duration', () => {
    // 100 × 50 ms.
    expect(notice({ accountConcurrency: 1_000 })).toMatch(
      /^Each route accepts 100 requests per second and 200 at once; .* that is 5 at a time\. Lambda runs up to 1000/,
    );
  });

  it("is at most the account's limit, which a burst exceeds", () => {
    expect(notice({ accountConcurrency: 10, throttling: { requestsPerSecond: 1_000, burst: 300 } })).toMatch(
      /that is 10 at a time\. Of 300 at once, Lambda runs 10 \(accountConcurrency\) and API Gateway answers the others with 503\./,
    );
  });
});

describe('the command line', () => {
  it('deploys the sandbox by default', () => {
    expect(chooseDeployment({})).toEqual({ name: defaultStack, stage: 'sandbox', settings: stages.sandbox });
  });

  it('selects a stage and a name', () => {
    expect(chooseDeployment({ stage: 'production' })).toMatchObject({
      name: `${stackPrefix}-production`,
      settings: stages.production,
    });
    expect(chooseDeployment({ name: 'App-ada' })).toMatchObject({ name: 'App-ada', stage: 'sandbox' });
  });

  it('turns on CORS', () => {
    const { settings } = chooseDeployment({ allowedOrigins: 'https://a.example,https://b.example' });

    expect(settings.allowedOrigins).toEqual(['https://a.example', 'https://b.example']);
  });

  it('raises the throttle', () => {
    expect(chooseDeployment({ throttling: '500:1000' }).settings.throttling).toEqual({ requestsPerSecond: 500, burst: 1_000 });
    const given = (throttling: string) => () => checkedSettings(chooseDeployment({ throttling }).settings);
    expect(given('500')).toThrow(/Invalid value "500" for throttling\. .*: -c throttling=500:1000\./);
    expect(given('500:1e3')).toThrow(/Invalid value "500:1e3"/);
    expect(given('10001:1')).toThrow(/Invalid value 10001 for throttling\.requestsPerSecond\. Use an integer from 1 to 10000/);
    expect(given('1:5001')).toThrow(/Invalid value 5001 for throttling\.burst\. Use an integer from 1 to 5000/);
  });

  // part: warm
  it('keeps endpoints warm', () => {
    expect(chooseDeployment({ warm: 'get-image:2-10' }).settings.warm).toEqual({ 'get-image': { min: 2, max: 10 } });
  });

  // part: monitoring
  it('sets the recipient of alarms', () => {
    expect(chooseDeployment({ stage: 'production', alarmEmail: 'a@example.com' }).settings).toMatchObject({
      alarms: true,
      alarmEmail: 'a@example.com',
    });
  });

  // part: web
  it('leaves the page out', () => {
    expect(chooseDeployment({ web: 'off' }).settings.web).toBe(false);
  });

  it('leaves out the second factor, or requires it', () => {
    expect(chooseDeployment({ stage: 'production', mfa: 'off' }).settings.mfa).toBe('off');
    expect(chooseDeployment({ mfa: 'required' }).settings.mfa).toBe('required');
    expect(chooseDeployment({ stage: 'production' }).settings.mfa).toBe('required');
  });

  it.each([
    [{ web: 'on' }, 'Invalid value "on" for web. Use -c web=off'], // part: web
    [{ mfa: 'optional' }, 'Invalid value "optional" for mfa. Use one of: off, required.'],
  ])('rejects %j', (options, message) => {
    expect(() => chooseDeployment(options)).toThrow(message);
  });

  it.each(['prod', '', 'toString'])('rejects the stage "%s", and names the existing ones', (stage) => {
    expect(() => chooseDeployment({ stage })).toThrow(`Unknown stage "${stage}". Use one of: sandbox, production`);
  });

  it.each(['', '1st', 'photo_app', 'photo app', 'ends-', 'a'.repeat(41)])('rejects the name "%s"', (name) => {
    expect(() => chooseDeployment({ name })).toThrow(`Invalid stack name "${name}". Use 1 to 40 letters`);
  });
});
