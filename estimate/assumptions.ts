/** What neither the template, nor the traffic, nor a measurement has. Each run prints the figures, with their texts. */
export const assumptions = {
  pollsPerUpload: { value: 2, text: 'requests of a client that waits until its upload is READY' },
  thumbnailsPerList: { value: 5, text: 'thumbnails that a browser downloads for a list of 20, because it has the others' },
  visitsPerUser: { value: 8, text: 'visits of a user in a month, each of which loads the page' },
  filesPerVisit: { value: 5, text: 'files of the page for each visit' },
  bytesPerVisit: { value: 150_000, text: 'bytes of the page for each visit' },
  answerBytes: { value: 2_000, text: 'bytes of an answer of the API' },
  listBytes: { value: 40_000, text: 'bytes of a list of 20 images, most of them signatures of URLs' },
  recordBytes: { value: 1_024, text: 'bytes of a record and its index entry in DynamoDB' },
  logBytesPerCall: { value: 1_500, text: "bytes of log for each call of a function: its own line, and Lambda's two" },
  accessLogBytes: { value: 450, text: 'bytes of access log for each request of an API' },
  s3LogBytes: { value: 600, text: 'bytes of access log for each request of S3' },
  logCompression: { value: 0.15, text: 'share of the bytes of a log that is stored, because CloudWatch compresses logs' },
  endlessLogDays: { value: 365, text: 'days for which a log without retention has been stored' },
  dynamoDbMs: { value: 5, text: 'milliseconds of a call of DynamoDB' },
  s3Ms: { value: 25, text: 'milliseconds of a call of S3' },
  sqsMs: { value: 10, text: 'milliseconds of a call of SQS' },
  eventBridgeMs: { value: 20, text: 'milliseconds of a call of EventBridge' },
  idleMinutes: {
    value: 10,
    text: 'minutes for which Lambda keeps an idle instance: a function starts cold at most once in that time',
  },
  pollers: { value: 5, text: 'pollers of Lambda on a queue without messages, each with a request every 20 seconds' },
  otherCallMs: { value: 50, text: 'milliseconds of a call of a function that this application does not have' },
  durationSpread: {
    value: 0.5,
    text: 'standard deviation of a duration, divided by its mean: durations are simulated as log-normal, because only means are measured',
  },
  lambdaStartMs: {
    value: 200,
    text: "milliseconds in which Lambda creates an environment and starts Node.js, before the function's own code loads",
  },
  gatewayMs: { value: 10, text: 'milliseconds that API Gateway adds to a request' },
  uploadSeconds: { value: 2, text: 'seconds that a client takes to upload a file' },
  tracedShare: { value: 0.05, text: 'share of the calls that X-Ray records beyond one in a second' },
  containerLogBytes: { value: 700, text: 'bytes of log for each request or image in a container: its own line' },
  requestsPerConnection: { value: 10, text: 'requests for which a client keeps its connection to a load balancer' },
  connectionSeconds: { value: 60, text: 'seconds for which a load balancer keeps a connection' },
  machineDiskGb: { value: 20, text: "GB of an EC2 instance's disk" },
  // part: containers
  taskMinutes: {
    value: 8,
    text: 'minutes for which a task on Fargate runs for an image: it starts, waits, and stops when the queue has been empty for five',
  },
  alarmsPerScaling: { value: 2, text: 'alarms that Application Auto Scaling adds for each scaling policy' },
} as const;

export type AssumptionName = keyof typeof assumptions;

/** Returns the figure of an assumption. */
export const assume = (name: AssumptionName): number => assumptions[name].value;
