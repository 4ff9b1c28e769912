import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

/*
 * Functions of a sample: one operation of the document client, a line of the log and a metric, without validation and authorization.
 * https://github.com/aws-samples/serverless-typescript-demo has the same four operations. Its tracing is left out, because its package
 * is larger than everything else.
 */

const logger = new Logger({ serviceName: 'products' });
const metrics = new Metrics({ namespace: 'Samples', serviceName: 'products' });
const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const TableName = process.env.TABLE_NAME;
const owner = 'products';

type Answer = APIGatewayProxyStructuredResultV2;

function record(what: string): void {
  logger.info(what);
  metrics.addMetric(what, MetricUnit.Count, 1);
  metrics.publishStoredMetrics();
}

const answer = (statusCode: number, body: unknown): Answer => ({
  statusCode,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

const keyOf = ({ pathParameters }: APIGatewayProxyEventV2) => ({ owner, id: pathParameters?.id });

export async function getProduct(event: APIGatewayProxyEventV2): Promise<Answer> {
  const { Item } = await client.send(new GetCommand({ TableName, Key: keyOf(event) }));
  record('productRetrieved');
  return Item ? answer(200, Item) : answer(404, { message: 'Product not found' });
}

export async function getProducts(): Promise<Answer> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName,
      KeyConditionExpression: '#owner = :owner',
      ExpressionAttributeNames: { '#owner': 'owner' },
      ExpressionAttributeValues: { ':owner': owner },
      Limit: 20,
    }),
  );
  record('productsRetrieved');
  return answer(200, { products: Items });
}

export async function putProduct(event: APIGatewayProxyEventV2): Promise<Answer> {
  const { name, price } = JSON.parse(event.body ?? '{}');
  await client.send(new PutCommand({ TableName, Item: { ...keyOf(event), name, price } }));
  record('productCreated');
  return answer(201, { message: 'Product created' });
}

export async function deleteProduct(event: APIGatewayProxyEventV2): Promise<Answer> {
  await client.send(new DeleteCommand({ TableName, Key: keyOf(event) }));
  record('productDeleted');
  return answer(200, { message: 'Product deleted' });
}
