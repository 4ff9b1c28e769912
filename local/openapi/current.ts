import { version } from '../../package.json';
import { loadEndpoints } from '../api-gateway/routes';
import { openApiDocument } from './document';

/** The text of `docs/openapi.json`, as it should be. */
export async function currentDocument(): Promise<string> {
  return `${JSON.stringify(openApiDocument(await loadEndpoints(), version), null, 2)}\n`;
}
