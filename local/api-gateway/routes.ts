import type { Endpoint } from '../../lambda/api/endpoint';
import { type EndpointRow, endpoints } from '../../lambda/api/endpoints';
import type { Route } from '../../lambda/api/route';
import { permitsOf } from '../../lambda/function-row';
import type { CommonServices, Services } from '../../lambda/services';
import { permitted } from '../iam/permitted';

/** Pairs every row of the table with the file of the same name, like the build. */
export async function loadEndpoints(): Promise<{ row: EndpointRow; endpoint: Endpoint }[]> {
  return Promise.all(
    endpoints.map(async (row: EndpointRow) => {
      const file: { default: Endpoint } = await import(`../../lambda/api/${row.name}`);
      return { row, endpoint: file.default };
    }),
  );
}

/** The endpoints, each with the services of its permits. */
export async function loadRoutes(common: CommonServices, all: Omit<Services, keyof CommonServices>): Promise<Route[]> {
  const loaded = await loadEndpoints();
  return loaded.map(({ row, endpoint }) => ({ row, endpoint, services: permitted(row.name, permitsOf(row), common, all) }));
}
