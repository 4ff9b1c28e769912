import { createApp } from '../../lambda/api/app';
import { endpoints } from '../../lambda/api/endpoints';
import { verifiedOwner } from '../../lambda/api/verified-owner';
import type { ContentType } from '../../lambda/core/formats';
import { createGateway, type GatewayBindings } from '../../local/api-gateway/gateway';
import { Issuer } from '../../local/cognito/issuer';
import { loadRoutes } from '../../local/functions';
import { Conformance } from './conformance';
import { openTestServices, type TestServices } from './services';
import { createRecord, handleUpload, storeOriginal, uploadEvent } from './upload';

export interface TestApi extends TestServices {
  /** Sends a request through the gateway, with a token of `as` if given. */
  request(path: string, init?: RequestInit & { as?: string }): Promise<Response>;
  /** Uploads and processes an image. @returns its id */
  has(owner: string, bytes: Uint8Array, contentType?: ContentType): Promise<string>;
}

/** The API behind its gateway, with separate services for the test. */
export async function openTestApi(props: Parameters<typeof openTestServices>[0] = {}): Promise<TestApi> {
  const services = await openTestServices(props);
  const issuer = await Issuer.open(services.dataDir);
  const api = createApp<GatewayBindings>(await loadRoutes(services.common, services.own), ({ claims }) => verifiedOwner(claims));
  const conformance = new Conformance(); // part: update
  const gateway = createGateway({ rows: endpoints, issuer, api });
  return {
    ...services,
    async request(path, { as, ...init } = {}) {
      const headers = new Headers(init.headers);
      if (as !== undefined) headers.set('authorization', `Bearer ${await issuer.issue(as)}`);
      const answer = await gateway.request(path, { ...init, headers });
      // Every response of every test must match the OpenAPI document.
      expect(await conformance.violation(init.method ?? 'GET', path, answer)).toBeUndefined(); // part: update
      return answer;
    },
    async has(owner, bytes, contentType = 'image/jpeg') {
      const id = await createRecord(services, owner, contentType);
      await handleUpload(services, uploadEvent(await storeOriginal(services, { owner, id }, bytes, contentType)));
      return id;
    },
  };
}
