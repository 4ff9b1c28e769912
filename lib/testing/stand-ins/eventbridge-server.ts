import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

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
  const server = createServer(async (request, response) => {
    if (request.headers['x-amz-target'] !== 'AWSEvents.PutEvents') {
      response.writeHead(501).end();
      return;
    }
    const { Entries } = (await json(request)) as { Entries: PutEntry[] };
    entries.push(...Entries);
    const taken = { FailedEntryCount: 0, Entries: Entries.map((_, index) => ({ EventId: `event-${index}` })) };
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(taken));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    entries,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
