import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { listen } from './listen';
import { StandInQueue } from './stand-in-queue';

/**
 * The parts of a stage that the commands use: CloudFormation, SQS, DynamoDB Streams, Lambda, EventBridge and Cognito at one
 * address.
 */
export interface AwsStandIn {
  readonly endpoint: string;
  /** Outputs of stacks, by name. */
  readonly stacks: Map<string, Record<string, string>>;
  /** Records of the only shard, in the format of the stream's API, in order. */
  readonly records: { dynamodb: { SequenceNumber: string } }[];
  /** Events that were put on the bus. */
  readonly events: Record<string, unknown>[];
  /** Users that Cognito was asked to invite. */
  readonly invitations: Record<string, unknown>[];
  /** The function behind the only alias. An exception is the function's error. */
  invoke: (functionName: string, event: never) => unknown;
  /** Errors of operations, by name. They take precedence over the normal response. */
  readonly refusals: Map<string, { type: string; message: string }>;
  /** Creates a queue. @param source queue to which its messages are moved back */
  queue(name: string, source?: StandInQueue): StandInQueue;
  close(): Promise<void>;
}

export async function startAwsStandIn(): Promise<AwsStandIn> {
  const queues = new Map<string, StandInQueue>();
  const { endpoint, close } = await listen(async (request, response) => {
    const body = await text(request);
    try {
      await respond(request, body, response);
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
  const standIn: AwsStandIn = {
    endpoint,
    stacks: new Map(),
    records: [],
    events: [],
    invitations: [],
    invoke: () => ({}),
    refusals: new Map(),
    queue(name, source) {
      const queue = new StandInQueue(`${endpoint}/111122223333/${name}`, source);
      queues.set(queue.url, queue);
      queues.set(arnOf(queue.url), queue);
      return queue;
    },
    close,
  };

  async function respond({ url = '/', headers }: IncomingMessage, body: string, response: ServerResponse): Promise<void> {
    const [, functionName] = /^\/2015-03-31\/functions\/([^/]+)\/invocations/.exec(url) ?? [];
    if (functionName) return callFunction(decodeURIComponent(functionName), body, response);
    const form = new URLSearchParams(body);
    const operation = String(headers['x-amz-target'] ?? form.get('Action'))
      .split('.')
      .at(-1) as string;
    const refusal = standIn.refusals.get(operation);
    if (operation === 'DescribeStacks') return describeStack(form.get('StackName') ?? '', refusal, response);
    if (refusal) return sendJson(response, 400, { __type: refusal.type, message: refusal.message });
    sendJson(response, 200, answerTo(operation, JSON.parse(body)));
  }

  function describeStack(name: string, refusal: { type: string; message: string } | undefined, response: ServerResponse): void {
    const outputs = standIn.stacks.get(name);
    const error = refusal ?? (outputs ? undefined : { type: 'ValidationError', message: `Stack with id ${name} does not exist` });
    const members = Object.entries(outputs ?? {}).map(
      ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
    );
    const xml = error
      ? `<ErrorResponse><Error><Code>${error.type}</Code><Message>${error.message}</Message></Error></ErrorResponse>`
      : `<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>${name}</StackName><Outputs>${members.join('')}</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`;
    response.writeHead(error ? 400 : 200, { 'content-type': 'text/xml' }).end(xml);
  }

  async function callFunction(name: string, body: string, response: ServerResponse): Promise<void> {
    try {
      sendJson(response, 200, (await standIn.invoke(name, JSON.parse(body) as never)) ?? null);
    } catch (error) {
      sendJson(response, 200, { errorMessage: (error as Error).message }, { 'x-amz-function-error': 'Unhandled' });
    }
  }

  // biome-ignore lint/suspicious/noExplicitAny: each operation has its own request format.
  function answerTo(operation: string, asked: any): unknown {
    const queue = queues.get(asked.QueueUrl ?? asked.SourceArn) as StandInQueue;
    switch (operation) {
      case 'GetQueueAttributes':
        return { Attributes: { QueueArn: arnOf(queue.url), ApproximateNumberOfMessages: String(queue.visible.length) } };
      case 'ReceiveMessage':
        return { Messages: queue.receive(asked.MaxNumberOfMessages, asked.VisibilityTimeout) };
      case 'SendMessage':
        return queue.send(asked.MessageBody);
      case 'DeleteMessage':
        return queue.delete(asked.ReceiptHandle) ?? {};
      case 'ChangeMessageVisibility':
        return queue.hide(asked.ReceiptHandle, asked.VisibilityTimeout) ?? {};
      case 'StartMessageMoveTask':
        return queue.move() ?? { TaskHandle: 'task' };
      case 'ListMessageMoveTasks':
        return { Results: queue.newestTask() };
      case 'GetShardIterator':
        return { ShardIterator: asked.SequenceNumber };
      case 'GetRecords':
        return recordsFrom(BigInt(asked.ShardIterator));
      case 'PutEvents':
        standIn.events.push(...asked.Entries);
        return { FailedEntryCount: 0, Entries: asked.Entries.map(() => ({ EventId: randomUUID() })) };
      case 'AdminCreateUser':
        standIn.invitations.push(asked);
        return { User: { Username: asked.Username, UserStatus: 'FORCE_CHANGE_PASSWORD' } };
      default:
        throw new Error(`The stub does not support ${operation}.`);
    }
  }

  /** Returns one record per page, and a page without records before, as shards may have. */
  function recordsFrom(place: bigint) {
    const next = standIn.records.find(({ dynamodb }) => BigInt(dynamodb.SequenceNumber) >= place);
    const at = BigInt(next?.dynamodb.SequenceNumber ?? 0);
    if (next && at > place) return { Records: [], NextShardIterator: String(at) };
    return { Records: next ? [next] : [], NextShardIterator: String(place + 1n) };
  }

  return standIn;
}

/** Environment variables that redirect the SDK to the stub, regardless of those of the user. */
export function awsEnvironment({ endpoint }: Pick<AwsStandIn, 'endpoint'>): NodeJS.ProcessEnv {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'AKIDTEST',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_PROFILE: undefined,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

/** Sets them for the SDK in this process. */
export function useAws(server: Pick<AwsStandIn, 'endpoint'>): void {
  for (const [name, value] of Object.entries(awsEnvironment(server))) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}

const arnOf = (url: string) => `arn:aws:sqs:eu-central-1:${url.split('/').slice(-2).join(':')}`;

function sendJson(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0', ...headers }).end(JSON.stringify(body));
}
