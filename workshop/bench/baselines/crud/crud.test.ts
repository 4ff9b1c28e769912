// The handlers of the sample do what their names say.
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { openDatabase } from '../../../../local/dynamodb/database';
import { temporaryFolder } from '../../../../test/support/local';

test('products are put, read, listed and deleted', async () => {
  const { client, table, close } = await openDatabase(await temporaryFolder());
  const { protocol, hostname, port } = (await client.config.endpoint?.()) ?? {};
  const environment = {
    TABLE_NAME: table,
    AWS_ENDPOINT_URL_DYNAMODB: `${protocol}//${hostname}:${port}`,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    POWERTOOLS_LOG_LEVEL: 'SILENT',
    POWERTOOLS_METRICS_DISABLED: 'true',
  };
  const before = { ...process.env };
  Object.assign(process.env, environment);
  try {
    const { deleteProduct, getProduct, getProducts, putProduct } = await import('./products');
    const call = { pathParameters: { id: 'p1' }, body: '{"name": "Tea", "price": 3}' } as unknown as APIGatewayProxyEventV2;
    const product = { owner: 'products', id: 'p1', name: 'Tea', price: 3 };

    expect(await putProduct(call)).toMatchObject({ statusCode: 201 });
    const found = await getProduct(call);
    expect([found.statusCode, JSON.parse(found.body ?? '')]).toEqual([200, product]);
    expect(JSON.parse((await getProducts()).body ?? '')).toEqual({ products: [product] });
    expect(await deleteProduct(call)).toMatchObject({ statusCode: 200 });
    expect(await getProduct(call)).toMatchObject({ statusCode: 404 });
    expect(JSON.parse((await getProducts()).body ?? '')).toEqual({ products: [] });
  } finally {
    process.env = before;
    await close();
  }
});
