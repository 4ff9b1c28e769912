import type { SynthOptions } from '../lib/testing/synth';

// part: webhook
const webhook = { url: 'https://app.example.com/hooks/images', secretName: 'images/webhook' };
const allowedOrigins = ['https://app.example.com', 'http://localhost:5173'];
// part: warm
const warm = { 'get-image': { min: 2, max: 10 } };
// part: warm
const scheduled = {
  'get-image': { min: 1, max: 5, schedule: [{ cron: '0 8 ? * MON-FRI *', timeZone: 'Europe/Zurich', min: 2, max: 10 }] },
  'list-images': { min: 1, max: 2, targetUtilization: 0.5 },
};
// part: warm
/** An account with a raised concurrency limit: with a new account's limit, nothing can be kept warm. */
const accountConcurrency = 1000;

// part: web
const web = {
  domainName: 'photos.example.com',
  certificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/12345678-1234-1234-1234-123456789012',
};
// part: web
/** A firewall that requests cannot bypass. */
const guardedWeb = {
  ...web,
  webAclArn: 'arn:aws:wafv2:us-east-1:111122223333:global/webacl/page/12345678-1234-1234-1234-123456789012',
  originSecret: { name: 'images/origin', sha256: ['0'.repeat(64)] },
};
// part: monitoring
const watched = { alarms: true, dashboard: true, alarmEmail: 'operators@example.com', monthlyBudgetUsd: 50 };
// part: containers
const resizer = {
  compute: 'fargate',
  image: `111122223333.dkr.ecr.eu-central-1.amazonaws.com/images@sha256:${'0'.repeat(64)}`,
} as const;
// part: canary
const shift = 'Canary10Percent5Minutes';

/** Every stage, and every optional setting on and off. `npm run validate` and the tests of the invariants check all of them. */
export const variants = {
  sandbox: {},
  production: { stage: 'production' },
  'own-name': { name: 'App-ada' },
  'allowed-origins': { settings: { allowedOrigins } },
  'own-domain': { settings: { web } }, // part: web
  'guarded-api': { settings: { web: guardedWeb } }, // part: web
  'no-page': { settings: { web: false } }, // part: web
  'second-factor': { settings: { mfa: 'required' } },
  warm: { settings: { warm, accountConcurrency } }, // part: warm
  scheduled: { stage: 'production', settings: { warm: scheduled, accountConcurrency } }, // part: warm
  webhook: { settings: { webhook } }, // part: webhook
  tracing: { settings: { tracing: true } },
  watched: { settings: watched }, // part: monitoring
  canary: { stage: 'production', settings: { canary: { shift } } }, // part: canary
  fargate: { settings: { resizer } }, // part: containers
  'watched-fargate': {
    stage: 'production',
    settings: {
      ...watched, // part: monitoring
      resizer: { ...resizer, spot: true, vcpus: 2, minTasks: 1, maxTasks: 30 },
    },
  }, // part: containers
  'everything-on': {
    stage: 'production',
    settings: {
      ...watched, // part: monitoring
      allowedOrigins,
      web: guardedWeb, // part: web
      webhook, // part: webhook
      tracing: true,
      warm: scheduled, // part: warm
      accountConcurrency, // part: warm
      // An endpoint cannot have a canary and be warm.
      canary: { shift, endpoints: ['create-image', 'delete-image', 'retry-image', 'health'] }, // part: canary
    },
  },
  'everything-off': {
    stage: 'production',
    settings: {
      keepState: false,
      mfa: 'off',
      web: false, // part: web
      alarms: false, // part: monitoring
      dashboard: false, // part: monitoring
    },
  },
} satisfies Record<string, SynthOptions>;
