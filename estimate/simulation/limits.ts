/** What AWS publishes about how its services scale. */
export const published = {
  /** More execution environments of a function within ten seconds; refilled continuously, and never more than this. */
  newInstances: { value: 1_000, seconds: 10, source: 'https://docs.aws.amazon.com/lambda/latest/dg/scaling-behavior.html' },
  /** Calls in a second, for each unit of concurrency. */
  callsPerConcurrency: { value: 10, source: 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html' },
  /** The pollers of a standard queue: batches at a time at first, how many more in a minute, and at most. */
  pollers: {
    first: 5,
    morePerMinute: 300,
    most: 1_250,
    source: 'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html',
  },
  /** API Gateway's quota of an account in a region, for all its APIs. */
  apiGateway: { rate: 10_000, burst: 5_000, source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html' },
} as const;

/** What stops or delays a call, and how to lift it. HTTP APIs answer 503 when Lambda throttles; REST APIs answer 500. */
export const limits = {
  throttle: {
    status: 429,
    what: 'the throttle of the route',
    lift: 'raise throttling of the stage, in lib/settings/stages.ts or by -c throttling=RATE:BURST',
  },
  'account-throttle': {
    status: 429,
    what: `API Gateway's quota of the account, ${published.apiGateway.rate} requests a second`,
    lift: 'request more: Service Quotas, API Gateway, Throttle rate',
  },
  'reserved-concurrency': {
    status: 503,
    what: 'the reserved concurrency of the function',
    lift: 'raise ReservedConcurrentExecutions of the function',
  },
  'account-concurrency': {
    status: 503,
    what: "the account's concurrency",
    lift: 'request more: Service Quotas, Lambda, Concurrent executions',
  },
  'calls-per-second': {
    status: 503,
    what: `the calls in a second, ${published.callsPerConcurrency.value} for each unit of the account's concurrency`,
    lift: 'request more: Service Quotas, Lambda, Concurrent executions',
  },
  'scaling-rate': {
    status: 503,
    what: `Lambda's scaling rate, ${published.newInstances.value} new instances of a function in ${published.newInstances.seconds} s`,
    lift: 'keep instances warm for the spike (provisioned concurrency), or spread it; no quota lifts it',
  },
  pollers: {
    status: undefined,
    what: 'the calls that the queue allows at a time',
    lift: 'raise resizerConcurrency of the stage (MaximumConcurrency of the event source)',
  },
  'poller-growth': {
    status: undefined,
    what: `the rate at which Lambda adds pollers to a queue: ${published.pollers.first} at first, ${published.pollers.morePerMinute} more in a minute`,
    lift: 'nothing in this application; the provisioned mode of an event source keeps more pollers',
  },
} as const satisfies Record<string, { readonly status?: number; readonly what: string; readonly lift: string }>;

export type LimitName = keyof typeof limits;

export const isLimit = (name: string): name is LimitName => Object.hasOwn(limits, name);
