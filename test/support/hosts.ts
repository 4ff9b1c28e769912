import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { createApp } from '../../lambda/api/app';
import type { Endpoint } from '../../lambda/api/endpoint';
import type { EndpointRow } from '../../lambda/api/endpoints';
import { verifiedOwner } from '../../lambda/api/verified-owner';
import { defaultImageSettings } from '../../lambda/core/settings';
import type { Services } from '../../lambda/services';
import { eventOf, responseOf } from '../../lib/testing/lambda-runtime/http-request';
import { createGateway, type GatewayBindings, type GatewayProps } from '../../local/api-gateway/gateway';
import { Issuer } from '../../local/cognito/issuer';

export interface HostProps {
  readonly operations: readonly { readonly row: EndpointRow; readonly endpoint: Endpoint }[];
  readonly services: Services;
}

type Api = GatewayProps['api'];

/** The hosts that can serve endpoints behind the gateway, by name. */
export const hosts: Readonly<Record<string, (props: HostProps) => Promise<Api>>> = {
  'the local run': async ({ operations, services }) =>
    createApp<GatewayBindings>(
      operations.map((operation) => ({ ...operation, services })),
      ({ claims }) => verifiedOwner(claims),
    ),
  'Lambda behind API Gateway': async ({ operations, services }) => {
    Object.assign(process.env, { IMAGE_SETTINGS: JSON.stringify(defaultImageSettings), SERVICE_VERSION: '9.9.9' });
    const { httpHandler } = await import('../../lambda/entry');
    const rows = operations.map(({ row }) => row);
    const handlers = new Map(operations.map(({ row, endpoint }) => [row.name, httpHandler(row.name, endpoint, services, rows)]));
    return {
      async fetch(request, { row, claims }) {
        const context = { awsRequestId: 'r', functionName: row.name, memoryLimitInMB: '512', invokedFunctionArn: 'arn' };
        const event = await eventOf(row, request, verifiedOwner(claims));
        const result = await handlers.get(row.name)?.(event as unknown as APIGatewayProxyEventV2, context as unknown as Context);
        return responseOf(result as Parameters<typeof responseOf>[0]);
      },
    };
  },
};

export interface ServedHost {
  readonly url: string;
  /** A header with the token of a user. */
  tokenOf(user: string): Promise<Record<string, string>>;
  close(): Promise<void>;
}

/** Serves endpoints of a test behind the gateway of the local run, on a port of this computer. */
export async function serveHost(api: Api, { operations }: HostProps): Promise<ServedHost> {
  const folder = await mkdtemp(join(tmpdir(), 'app-test-'));
  const issuer = await Issuer.open(folder);
  const gateway = createGateway({ rows: operations.map(({ row }) => row), issuer, api });
  const server = createServer(getRequestListener(gateway.fetch));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tokenOf: async (user) => ({ authorization: `Bearer ${await issuer.issue(user)}` }),
    async close() {
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
      await rm(folder, { recursive: true });
    },
  };
}
