import { version } from '../../package.json';
import { loadEndpoints } from '../functions';
import { openApiDocument } from './document';

/** Returns the expected content of `docs/openapi.json`. */
export async function currentDocument(): Promise<string> {
  return `${JSON.stringify(openApiDocument(await loadEndpoints(), version), null, 2)}\n`;
}
