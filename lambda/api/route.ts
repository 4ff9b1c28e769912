import type { Services } from '../services';
import type { Endpoint } from './endpoint';
import type { EndpointRow } from './endpoints';

/** A row of the table, the endpoint in the file of its name, and the services of its permits. */
export interface Route {
  readonly row: EndpointRow;
  readonly endpoint: Endpoint;
  readonly services: Services;
}

/** Checks a row against its file. @throws Error when they contradict each other */
export function checkRoute({ row, endpoint }: Route): void {
  const { name, method, access } = row;
  if (endpoint.access !== access) throw new Error(`${name} is ${endpoint.access} in its file but ${access} in its row.`);
  if (access === 'signed' && !endpoint.verify) throw new Error(`${name} checks no signature. Create it with signedEndpoint.`); // part: signed
  if (endpoint.body && (method === 'GET' || method === 'HEAD')) {
    throw new Error(
      `${name} takes a body in its file but is ${method} in its row. Make it POST, PUT or PATCH, or remove the body.`,
    );
  }
}

/** The order in which routes match, as in API Gateway: a fixed segment of a path before a parameter. */
export function byPrecedence(one: Pick<EndpointRow, 'path'>, other: Pick<EndpointRow, 'path'>): number {
  const [a, b] = [one, other].map(({ path }) => path.replaceAll(/\{\w+\}/g, '\uffff')) as [string, string];
  return a < b ? -1 : Number(a > b);
}
