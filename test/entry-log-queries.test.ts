// The saved queries of CloudWatch Logs Insights, run on the lines that the functions write.

import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { type EndpointRow, endpoints } from '../lambda/api/endpoints';
import getImage from '../lambda/api/get-image';
import { defaultImageSettings } from '../lambda/core/settings';
import resizeImage from '../lambda/events/resize-image';
import { httpEvent } from '../lib/testing/lambda-runtime/events';
import { synthTemplate } from '../lib/testing/synth';
import { resourceOf } from '../lib/testing/template';
import { type LogLine, runQuery } from './support/logs-insights';
import { openResizing, owner, type Resizing, withOne } from './support/resizing';
import { uploadEvent } from './support/upload';

Object.assign(process.env, {
  IMAGE_SETTINGS: JSON.stringify(defaultImageSettings),
  SERVICE_NAME: 'App-test',
  SERVICE_VERSION: '9.9.9',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1769',
});
const context = { awsRequestId: 'request-1', functionName: 'f', memoryLimitInMB: '512', invokedFunctionArn: 'arn' };

const template = synthTemplate();
const run = (name: string, lines: readonly LogLine[]) =>
  runQuery(resourceOf(template, 'AWS::Logs::QueryDefinition', `MonitoringQueries${name}`).properties.QueryString, lines);

let resizing: Resizing;
let entry: typeof import('../lambda/entry');
const written: string[] = [];
beforeAll(async () => {
  resizing = await openResizing();
  entry = await import('../lambda/entry');
});
afterAll(() => resizing.services.close());
beforeEach(() => {
  written.length = 0;
  for (const stream of [process.stdout, process.stderr]) {
    jest.spyOn(stream, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  }
});
afterEach(() => jest.restoreAllMocks());
const logged = (): LogLine[] => written.flatMap((text) => text.split('\n').filter(Boolean)).map((text) => ({ group: 'any', text }));

it('a failed request is listed with its reason and ids', async () => {
  const { services } = resizing;
  const find = () => Promise.reject(new TypeError('No connection'));
  const row = endpoints.find(({ name }) => name === 'get-image') as EndpointRow;
  const handler = entry.httpHandler('get-image', getImage, withOne(services, 'images', 'find', find));
  const id = '01a2044d-859e-7131-b380-dc81b2856f42';
  await handler(httpEvent(row, { sub: owner, id }) as unknown as APIGatewayProxyEventV2, context as unknown as Context);

  expect(run('failures', logged())).toEqual([
    {
      '@timestamp': expect.any(Number),
      service: 'get-image',
      reason: 'TypeError',
      details: 'No connection',
      callId: 'request-1',
      correlation_id: 'Bq1ZTjxrFiAEJ4w=',
      imageId: id,
    },
  ]);
});

it('resizes are counted by their results, with their durations', async () => {
  const { services, uploaded } = resizing;
  const handler = entry.eventHandler('resize-image', resizeImage, { ...services.own, metrics: entry.metrics() });
  for (const bytes of [resizing.jpeg, resizing.jpeg, Buffer.from('no photo')]) {
    await handler(uploadEvent((await uploaded(bytes)).facts), context as unknown as Context);
  }

  const numbers = { p50: expect.any(Number), p99: expect.any(Number), longest: expect.any(Number) };
  expect(run('resizes', logged())).toEqual([
    { result: 'READY', uploads: 2, ...numbers },
    { result: 'FAILED', uploads: 1, ...numbers },
  ]);
});
