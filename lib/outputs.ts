/** Outputs of the stack, for clients and for the commands in `ops/`. */
export type OutputName =
  /** URL of the API. */
  | 'ApiUrl'
  /** URL of the page. Missing without a page. */
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
  /** Alias of the function that follows the table's stream. */
  | 'ImageChangedArn'
  /** Queue of the uploads. */
  | 'UploadQueueUrl'
  /** Dead-letter queue of the uploads. */
  | 'UploadDeadLettersUrl'
  /** Dead-letter queue of the table's changes. */
  | 'ChangeDeadLettersUrl'
  /** Dead-letter queue of the webhook's events. Missing without a webhook. */
  | 'WebhookDeadLettersUrl' // part: webhook
  /** Topic of the alarms. Missing without alarms. */
  | 'AlarmTopicArn';
