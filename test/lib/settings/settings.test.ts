import { defaultImageSettings } from '../../../lambda/core/settings';
import { defaultStack, stackPrefix } from '../../../lambda/names';
import { chooseDeployment } from '../../../lib/settings/deployment';
import { checkedSettings } from '../../../lib/settings/settings';
import type { StageSettings } from '../../../lib/settings/stage-settings';
import { stages } from '../../../lib/settings/stages';

const check = (settings: object) => () => checkedSettings({ ...stages.sandbox, ...(settings as Partial<StageSettings>) });

// part: web
const domainName = 'photos.example.com';
// part: web
const certificateArn = 'arn:aws:acm:us-east-1:111122223333:certificate/1a2b3c4d';
// part: web
const webAclArn = 'arn:aws:wafv2:us-east-1:111122223333:global/webacl/photos/1a2b3c4d';

it('fills in the defaults', () => {
  expect(checkedSettings(stages.sandbox)).toEqual({
    ...stages.sandbox,
    resizerConcurrency: 3,
    sweepEveryMinutes: 15,
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

it('takes a default for what is left undefined', () => {
  expect(checkedSettings({ ...stages.sandbox, resizerConcurrency: undefined, image: { quality: undefined } })).toEqual(
    checkedSettings(stages.sandbox),
  );
});

it.each<[string, object, RegExp]>([
  ['a retention that CloudWatch does not know', { logRetention: 42 }, /logRetention is 42\. Set it to one of 1, 3, 5, 7/],
  [
    'a rate of nothing',
    { throttling: { requestsPerSecond: 0, burst: 1 } },
    /throttling\.requestsPerSecond is 0\. .* from 1 to 10000/,
  ],
  ['a burst that is no number', { throttling: { requestsPerSecond: 1, burst: Number.NaN } }, /throttling\.burst is NaN/],
  [
    'a resizer that is not concurrent',
    { resizerConcurrency: 1 },
    /resizerConcurrency is 1\. Set it to a whole number from 2 to 1000/,
  ],
  ['a sweep without a pause', { sweepEveryMinutes: 0 }, /sweepEveryMinutes is 0\. Set it to a whole number from 1 to 1440/],
  ['a sweep that is too rare', { sweepEveryMinutes: 1441 }, /sweepEveryMinutes is 1441/],
  // part: monitoring
  [
    'an e-mail address that is none',
    { alarms: true, alarmEmail: 'operators' },
    /alarmEmail is "operators"\. Write one address of up to 50 characters/,
  ],
  ['two addresses', { alarms: true, alarmEmail: 'a@example.com,b@example.com' }, /alarmEmail is "a@example\.com,b/], // part: monitoring
  ['an address that AWS Budgets refuses', { alarms: true, alarmEmail: `${'a'.repeat(40)}@example.com` }, /alarmEmail is "aaaa/], // part: monitoring
  // part: monitoring
  [
    'an address without anything to tell',
    { alarmEmail: 'a@example.com' },
    /nothing would be sent there\. Set alarms to true, or monthlyBudgetUsd/,
  ],
  ['a budget that nobody hears of', { monthlyBudgetUsd: 50 }, /monthlyBudgetUsd is set, but nobody would be told\. Set alarmEmail/], // part: monitoring
  ['a budget of nothing', { monthlyBudgetUsd: 0, alarmEmail: 'a@example.com' }, /monthlyBudgetUsd is 0\. .* from 1 to 1000000/], // part: monitoring
  ['an account without concurrency', { accountConcurrency: 0 }, /accountConcurrency is 0/],
  ['uploads of no size', { image: { maxBytes: 0 } }, /image\.maxBytes is 0/],
  ['more pixels than were measured', { image: { maxPixels: 60_000_000 } }, /image\.maxPixels is 60000000\. .* to 50000000/],
  ['an unknown format', { image: { format: 'heic' } }, /image\.format is heic\. Set it to one of webp, jpeg, avif/],
  ['a quality above 100', { image: { quality: 101 } }, /image\.quality is 101/],
  ['an effort beyond the format’s', { image: { format: 'webp', effort: 7 } }, /image\.effort is 7\. .* from 0 to 6/],
  ['a domain without a certificate', { web: { domainName } }, /web\.domainName is set without web\.certificateArn\. Set both/], // part: web
  ['a certificate without a domain', { web: { certificateArn } }, /web\.certificateArn is set without web\.domainName\. Set both/], // part: web
  // part: web
  [
    'a certificate that CloudFront cannot take',
    { web: { domainName, certificateArn: certificateArn.replace('us-east-1', 'eu-central-1') } },
    /web\.certificateArn is "arn:aws:acm:eu-central-1:.*"\. CloudFront takes it from us-east-1 alone/,
  ],
  // part: web
  [
    'a firewall of another region',
    { web: { webAclArn: webAclArn.replace('us-east-1', 'eu-central-1') } },
    /web\.webAclArn is "arn:aws:wafv2:eu-central-1:.*"\. CloudFront takes it from us-east-1 alone/,
  ],
  ['a firewall of a region’s APIs', { web: { webAclArn: webAclArn.replace('global', 'regional') } }, /web\.webAclArn is /], // part: web
])('refuses %s, and says how to mend it', (_, settings, message) => {
  expect(check(settings)).toThrow(message);
});

it.each<[string, object, RegExp]>([
  [
    'the stage',
    { keepStat: true },
    /^Unknown setting "keepStat" in the stage\. Did you mean "keepState"\? The settings there are keepState, /,
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
    /"maximum" in warm\.get-image\. Did you mean "max"\? The settings there are min, max,/,
  ],
  // part: warm
  [
    'a period of warm',
    { warm: { 'get-image': { min: 1, max: 2, schedule: [{ cron: '0 8 ? * * *', timezone: 'UTC', min: 1, max: 2 }] } } },
    /"timezone" in warm\.get-image\.schedule\[0\]\. Did you mean "timeZone"\?/,
  ],
])('refuses a name in %s that it does not know, which no compiler may have seen', (_, settings, message) => {
  expect(check(settings)).toThrow(message);
});

it.each([
  'keepState',
  'tracing',
  'alarms', // part: monitoring
  'dashboard', // part: monitoring
])('refuses a %s that is neither true nor false', (name) => {
  expect(check({ [name]: 'false' })).toThrow(`${name} is false. Set it to one of true, false.`);
});

it('refuses a second factor that nobody would be asked for', () => {
  expect(check({ mfa: 'optional' })).toThrow('mfa is optional. Set it to one of off, required.');
});

it('leaves most of a small account’s concurrency to the API', () => {
  const resizing = (accountConcurrency: number) => checkedSettings({ ...stages.sandbox, accountConcurrency }).resizerConcurrency;

  expect([10, 19, 20, 1000].map(resizing)).toEqual([3, 3, 5, 5]);
  expect(checkedSettings({ ...stages.sandbox, resizerConcurrency: 8 }).resizerConcurrency).toBe(8);
});

it.each(['*', 'app.example.com', 'https://app.example.com/', 'https://app.example.com/page', 'http://app.example.com', ''])(
  'refuses the origin "%s"',
  (origin) => {
    expect(check({ allowedOrigins: [origin] })).toThrow(`"${origin}", which is no origin that can be allowed. Write scheme`);
  },
);

it('takes https origins, and http on localhost', () => {
  expect(check({ allowedOrigins: ['https://app.example.com', 'http://localhost:5173'] })).not.toThrow();
});

// part: web
it.each(['https://photos.example.com', 'photos.example.com/', 'Photos.example.com', '*.example.com', 'localhost', ''])(
  'refuses the domain "%s"',
  (domain) => {
    expect(check({ web: { domainName: domain, certificateArn } })).toThrow(
      domain ? `web.domainName is "${domain}". Write` : 'Set both',
    );
  },
);

// part: web
it('takes a domain with its certificate, a firewall, all of them or none', () => {
  for (const web of [{ domainName, certificateArn, webAclArn }, { webAclArn }, {}, false]) expect(check({ web })).not.toThrow();
});

describe('the command line', () => {
  it('deploys the sandbox when nothing is said', () => {
    expect(chooseDeployment({})).toEqual({ name: defaultStack, stage: 'sandbox', settings: stages.sandbox });
  });

  it('chooses a stage and a name of one’s own', () => {
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

  // part: warm
  it('keeps endpoints warm', () => {
    expect(chooseDeployment({ warm: 'get-image:2-10' }).settings.warm).toEqual({ 'get-image': { min: 2, max: 10 } });
  });

  // part: monitoring
  it('says who hears of alarms', () => {
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
    [{ web: 'on' }, 'web is "on". Write -c web=off'], // part: web
    [{ mfa: 'optional' }, 'mfa is optional. Set it to one of off, required.'],
  ])('refuses %j', (options, message) => {
    expect(() => chooseDeployment(options)).toThrow(message);
  });

  it.each(['prod', '', 'toString'])('refuses the stage "%s", and names those there are', (stage) => {
    expect(() => chooseDeployment({ stage })).toThrow(`There is no stage "${stage}". Choose one of sandbox, production`);
  });

  it.each(['', '1st', 'photo_app', 'photo app', 'ends-', 'a'.repeat(41)])('refuses the name "%s"', (name) => {
    expect(() => chooseDeployment({ name })).toThrow(`The name "${name}" cannot be a stack's. Use 1 to 40 letters`);
  });
});
