import { namesOf, pascalCase, type TriggerRow } from '../lambda/events/trigger-row';

/** Outputs of the stack, for clients and commands. */
export type OutputName =
  /** URL of the API. */
  | 'ApiUrl'
  /** URL for browsers. Missing without a page. */
  | 'PageUrl'
  /** Target of the DNS record for a custom domain. Missing without one. */
  | 'PageTarget' // part: web
  /** The OpenID Connect issuer. */
  | 'SignInIssuer'
  /** Client id of the page. */
  | 'PageClientId' // part: web
  /** Client id of programs on a user's computer. */
  | 'NativeClientId'
  | 'UserPoolId'
  | 'TableName'
  | 'OriginalsBucketName'
  | 'RenditionsBucketName'
  /** Bus of the published events. */
  | 'EventBusName'
  /** Dead-letter queue of the webhook's events. Missing without a webhook. */
  | 'WebhookDeadLettersUrl' // part: webhook
  /** Topic of the alarms. Missing without alarms. */
  | 'AlarmTopicArn' // part: monitoring
  /** Queue of the uploads. */
  | 'UploadQueueUrl';

/** Outputs that derive from the rows of triggers. */
export type TriggerOutputName = `${string}DeadLettersUrl` | `${string}Arn`;

/** The output with the dead-letter queue of a trigger, such as `UploadDeadLettersUrl`. A schedule has none. */
export function deadLettersOutput(row: TriggerRow): TriggerOutputName {
  return `${pascalCase(namesOf(row).deadLetterAlarm)}Url` as TriggerOutputName;
}

/** The output with the alias of a function that follows the stream or the bus, such as `ImageChangedArn`. */
export const functionOutput = ({ name }: TriggerRow): TriggerOutputName => `${pascalCase(name)}Arn`;
