import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { StageSettings } from './stage-settings';

/** The stages: `-c stage=<name>` chooses one. A new line here is a new stage. */
export const stages = {
  /** For trying things out: `cdk destroy` takes everything with it. */
  sandbox: {
    keepState: false,
    logRetention: RetentionDays.ONE_WEEK,
    throttling: { requestsPerSecond: 20, burst: 40 },
  },
  production: {
    keepState: true,
    logRetention: RetentionDays.THREE_MONTHS,
    throttling: { requestsPerSecond: 100, burst: 200 },
    mfa: 'required',
    alarms: true, // part: monitoring
    dashboard: true, // part: monitoring
    // part: monitoring
    // Who hears of alarms, and of the account's bill when it comes near this sum:
    // alarmEmail: 'operators@example.com',
    // monthlyBudgetUsd: 50,
    // part: canary
    // New versions of all endpoints get a tenth of the calls for five minutes, and go back when an alarm goes off:
    // canary: { shift: 'Canary10Percent5Minutes' },
    // part: web
    // The page on a domain of its own, and it and the API behind a firewall; docs/deploy.md says what to make first:
    // web: {
    //   domainName: 'photos.example.com',
    //   certificateArn: 'arn:aws:acm:us-east-1:…',
    //   webAclArn: 'arn:aws:wafv2:us-east-1:…',
    //   originSecret: { name: 'images/origin', sha256: ['…'] },
    // },
    // part: warm
    // Two to ten instances of get-image without cold starts; each costs money while it waits:
    // warm: { 'get-image': { min: 2, max: 10 } },
    // part: webhook
    // Every event of an image to a server of yours, with the secret of this name in the header x-api-key:
    // webhook: { url: 'https://app.example.com/hooks/images', secretName: 'images/webhook' },
  },
} as const satisfies Record<string, StageSettings>;

export type StageName = keyof typeof stages;
