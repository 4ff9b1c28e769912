import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { StageSettings } from './stage-settings';

/** The stages: `-c stage=<name>` selects one. To add a stage, add an entry. */
export const stages = {
  /** For experiments: `cdk destroy` deletes everything, including data. */
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
    // Recipient of alarms and of budget warnings:
    // alarmEmail: 'operators@example.com',
    // monthlyBudgetUsd: 50,
    // part: canary
    // New versions of all endpoints get 10 % of the traffic for five minutes, and are rolled back when an alarm is triggered:
    // canary: { shift: 'Canary10Percent5Minutes' },
    // part: web
    // A custom domain for the page, and a firewall for page and API; docs/deploy.md lists what you create first:
    // web: {
    //   domainName: 'photos.example.com',
    //   certificateArn: 'arn:aws:acm:us-east-1:…',
    //   webAclArn: 'arn:aws:wafv2:us-east-1:…',
    //   originSecret: { name: 'images/origin', sha256: ['…'] },
    // },
    // part: warm
    // Two to ten instances of get-image without cold starts; each is billed while idle:
    // warm: { 'get-image': { min: 2, max: 10 } },
    // part: webhook
    // Sends every event to your server, with the secret of this name in the header x-api-key:
    // webhook: { url: 'https://app.example.com/hooks/images', secretName: 'images/webhook' },
  },
} as const satisfies Record<string, StageSettings>;

export type StageName = keyof typeof stages;
