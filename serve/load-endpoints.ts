import type { Endpoint } from '../lambda/api/endpoint';
import { type EndpointRow, endpoints } from '../lambda/api/endpoints';

/** Each endpoint with the file of its name. */
export const loadEndpoints = (): { readonly row: EndpointRow; readonly endpoint: Endpoint }[] =>
  // With the extension, so that esbuild bundles every file of the folder.
  endpoints.map((row) => ({ row, endpoint: require(`../lambda/api/${row.name}.ts`).default }));
