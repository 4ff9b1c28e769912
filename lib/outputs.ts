/** What a deployed stack says of itself: to clients, and to the commands in `ops/`. */
export type OutputName =
  /** Where the API is. */
  | 'ApiUrl'
  /** Where the page is; there only where it is on. */
  | 'PageUrl' // part: web
  /** Where the DNS record of the page's own domain must point; there only where it has one. */
  | 'PageTarget' // part: web
  /** The OpenID Connect issuer. */
  | 'SignInIssuer'
  /** The page as the issuer knows it. */
  | 'PageClientId' // part: web
  /** Programs on a user's own computer, as the issuer knows them. */
  | 'NativeClientId'
  | 'UserPoolId'
  | 'TableName'
  | 'OriginalsBucketName'
  | 'RenditionsBucketName'
  /** Where its events are published. */
  | 'EventBusName'
  /** The alias of the function that follows changes of the records. */
  | 'ImageChangedArn'
  /** The uploads that wait for the resizer. */
  | 'UploadQueueUrl'
  /** The uploads that were given up. */
  | 'UploadDeadLettersUrl'
  /** The changes that were given up. */
  | 'ChangeDeadLettersUrl'
  /** The events that the webhook never took; there only where it is on. */
  | 'WebhookDeadLettersUrl' // part: webhook
  /** Where alarms are told; there only where they are on. */
  | 'AlarmTopicArn';
