import { assume } from '../assumptions';

/** What an application load balancer handles. */
export interface BalancedTraffic {
  readonly newConnectionsPerSecond: number;
  readonly activeConnections: number;
  readonly bytesPerSecond: number;
  readonly requestsPerSecond: number;
  /** Rules that a request is compared with. 10 are free. */
  readonly rules: number;
}

/**
 * Returns the capacity units (LCU) in use. One is 25 new connections a second, 3,000 active connections, 1 GB an hour, or 1,000 evaluated
 * rules a second; the dimension that needs most is billed.
 * @see https://aws.amazon.com/elasticloadbalancing/pricing/
 */
export function capacityUnits(traffic: BalancedTraffic): number {
  return Math.max(
    traffic.newConnectionsPerSecond / 25,
    traffic.activeConnections / 3_000,
    (traffic.bytesPerSecond * 3_600) / 1e9,
    (Math.max(0, traffic.rules - 10) * traffic.requestsPerSecond) / 1_000,
  );
}

/** The traffic of an API. Clients keep a connection for some requests, and the load balancer closes it when it is idle. */
export function balancedTraffic(requestsPerSecond: number, bytesPerRequest: number): BalancedTraffic {
  const newConnectionsPerSecond = requestsPerSecond / assume('requestsPerConnection');
  return {
    newConnectionsPerSecond,
    activeConnections: newConnectionsPerSecond * assume('connectionSeconds'),
    bytesPerSecond: requestsPerSecond * bytesPerRequest,
    requestsPerSecond,
    rules: 1,
  };
}
