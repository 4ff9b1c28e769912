import { json } from 'node:stream/consumers';
import { listen } from './listen';

/** An entry as it was sent. */
export interface PutEntry {
  readonly EventBusName: string;
  readonly Source: string;
  readonly DetailType: string;
  readonly Detail: string;
  /** Epoch seconds. */
  readonly Time: number;
}

export interface EventBridgeServer {
  /** The value of AWS_ENDPOINT_URL_EVENTBRIDGE. */
  readonly endpoint: string;
  /** All entries so far. */
  readonly entries: PutEntry[];
  close(): Promise<void>;
}

/** PutEvents, the only request that a packaged function sends to EventBridge. Signatures are not verified. */
export async function startEventBridgeServer(): Promise<EventBridgeServer> {
  const entries: PutEntry[] = [];
  const server = await listen(async (request, response) => {
    if (request.headers['x-amz-target'] !== 'AWSEvents.PutEvents') {
      response.writeHead(501).end();
      return;
    }
    const { Entries } = (await json(request)) as { Entries: PutEntry[] };
    entries.push(...Entries);
    const taken = { FailedEntryCount: 0, Entries: Entries.map((_, index) => ({ EventId: `event-${index}` })) };
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(taken));
  });
  return { ...server, entries };
}
