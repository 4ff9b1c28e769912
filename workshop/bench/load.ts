import { Agent, get } from 'node:http';
import { text } from 'node:stream/consumers';
import { quantile } from './statistics';

export interface LoadProps {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly connections: number;
  /** Of all connections together. */
  readonly requests: number;
  /** Whether the answer is correct. */
  readonly isRight: (body: string) => boolean;
}

/**
 * Sends requests on several connections, each with one request at a time.
 * @returns the 99th percentile of the time until the whole answer has arrived, in milliseconds
 * @throws Error when an answer is wrong
 */
export async function p99Of({ url, headers, connections, requests, isRight }: LoadProps): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const times: number[] = [];
  let sent = 0;
  const connection = async () => {
    while (sent < requests) {
      sent += 1;
      const started = performance.now();
      const { status, body } = await request(url, headers, agent);
      times.push(performance.now() - started);
      if (status !== 200 || !isRight(body)) throw new Error(`${url} answers ${status} ${body}`);
    }
  };
  try {
    await Promise.all(Array.from({ length: connections }, connection));
  } finally {
    agent.destroy();
  }
  return quantile(times, 0.99);
}

function request(url: string, headers: Readonly<Record<string, string>>, agent: Agent) {
  return new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
    get(url, { agent, headers }, (response) => {
      text(response).then((body) => resolve({ status: response.statusCode, body }), reject);
    }).once('error', reject);
  });
}
