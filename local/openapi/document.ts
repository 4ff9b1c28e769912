import * as z from 'zod/mini';
import { type Endpoint, raw, redirect } from '../../lambda/api/endpoint';
import type { EndpointRow } from '../../lambda/api/endpoints';
import { ImageResource } from '../../lambda/api/image-resource';
import { type ProblemKind, problemKinds, problemSchema } from '../../lambda/api/problem';
import { signatureHeaders } from '../../lambda/api/signature';
import { appName } from '../../lambda/names';
import { addOtherHomes } from './other-homes'; // part: platforms

type Json = Record<string, unknown>;

/** A row of the table with its endpoint. */
export interface Operation {
  readonly row: EndpointRow;
  readonly endpoint: Endpoint;
}

const Problem = problemSchema(z);

/** Responses of API Gateway itself. */
const Message = z.object({ message: z.string() });

/** Schemas that the document contains once, under a name. */
const named = z.registry<{ id: string }>();
named.add(ImageResource.schema(z), { id: 'Image' });
named.add(Problem, { id: 'Problem' });
named.add(Message, { id: 'Message' });

/** Server URL in `docs/openapi.json`. */
const localServer = { url: 'http://localhost:3000', description: 'The local run. A deployment prints its own URL.' };

/**
 * Builds the OpenAPI 3.1 document from the table and the schemas that validate requests.
 * @param server URL of the API @default - the local run on its default port
 */
export function openApiDocument(operations: readonly Operation[], version: string, server = localServer): Json {
  const schemas: Json = {};
  const paths: Record<string, Json> = {};
  for (const operation of operations) {
    const { method, path } = operation.row;
    paths[path] = { ...paths[path], [method.toLowerCase()]: describe(operation, schemas) };
  }
  addOtherHomes(paths); // part: platforms
  return {
    openapi: '3.1.1',
    info: {
      title: appName,
      version,
      description:
        'Upload a photo, get it in several sizes. Bytes go straight to the store and come straight from it, by signed forms and URLs.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [server],
    paths,
    components: {
      schemas,
      securitySchemes: Object.fromEntries(
        [...new Set(operations.flatMap(({ row }) => schemeOf(row) ?? []))].map((name) => [name, securitySchemes[name]]),
      ),
    },
  };
}

const securitySchemes = {
  token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
  // part: signed
  signature: {
    type: 'apiKey',
    in: 'header',
    name: signatureHeaders.signature,
    description: `HMAC-SHA256 over "ID.TIMESTAMP.BODY", as Standard Webhooks defines it (https://www.standardwebhooks.com), with the headers ${signatureHeaders.id} and ${signatureHeaders.timestamp}.`,
  },
} as const;

/** Returns how callers authenticate; `undefined` for a public endpoint. */
function schemeOf({ access }: EndpointRow): keyof typeof securitySchemes | undefined {
  if (access === 'signed') return 'signature'; // part: signed
  return access === 'owner' ? 'token' : undefined;
}

function describe({ row, endpoint }: Operation, schemas: Json): Json {
  const { params, query } = endpoint;
  const scheme = schemeOf(row);
  const given = [
    ...parameters('path', params, schemas),
    ...parameters('query', query, schemas),
    ...signedParameters(row), // part: signed
  ];
  return {
    operationId: row.name,
    summary: row.summary,
    security: scheme ? [{ [scheme]: [] }] : [],
    ...(given.length > 0 && { parameters: given }),
    ...(endpoint.body && { requestBody: { required: true, content: requestContent(endpoint.body, schemas) } }),
    responses: { ...success(endpoint, schemas), ...refusals(row, endpoint, schemas) },
  };
}

// part: signed
function signedParameters({ access }: EndpointRow): Json[] {
  if (access !== 'signed') return [];
  return [signatureHeaders.id, signatureHeaders.timestamp].map((name) => ({
    name,
    in: 'header',
    required: true,
    schema: { type: 'string' },
  }));
}

function requestContent(body: NonNullable<Endpoint['body']>, schemas: Json): Json {
  return body === raw ? { '*/*': {} } : { 'application/json': { schema: toSchema(body, schemas, 'input') } };
}

function success({ answer, answerHeaders, status }: Endpoint, schemas: Json): Json {
  const headers = answerHeaders ? responseHeaders(answerHeaders, schemas) : {};
  const withHeaders = (all: Json) => (Object.keys(all).length > 0 ? { headers: all } : {});
  if (!answer) return { [status ?? 204]: { description: 'Success', ...withHeaders(headers) } };
  if (answer === redirect) {
    const location = { required: true, schema: { type: 'string', format: 'uri-reference' } };
    return { [status ?? 302]: { description: 'Redirect', ...withHeaders({ location, ...headers }) } };
  }
  const content =
    'contentType' in answer
      ? { [answer.contentType]: {} }
      : { 'application/json': { schema: toSchema(answer.schema(z), schemas) } };
  return { [status ?? 200]: { description: 'Success', ...withHeaders(headers), content } };
}

function responseHeaders(schema: z.ZodMiniType, schemas: Json): Json {
  const { properties = {}, required = [] } = toSchema(schema, schemas) as { properties?: Json; required?: string[] };
  return Object.fromEntries(
    Object.entries(properties).map(([name, property]) => [name, { required: required.includes(name), schema: property }]),
  );
}

function parameters(place: 'path' | 'query', schema: z.ZodMiniType | undefined, schemas: Json): Json[] {
  if (!schema) return [];
  // The schema of the parsed value, which has the bounds of a number, instead of the string in the query.
  const { properties = {}, required = [] } = toSchema(schema, schemas) as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: required.includes(name) && !('default' in property),
    schema: property,
  }));
}

/** Error responses of an operation by status: those of the application, and those of API Gateway before it. */
function refusals({ access }: EndpointRow, { params, query, body, problems = [] }: Endpoint, schemas: Json): Json {
  const kinds: ProblemKind[] = [...problems, 'internal'];
  const gateway = new Set([429, 500, 503]);
  const json = body !== undefined && body !== raw;
  if (params || query || json) kinds.push('invalid-request', 'invalid-encoding');
  if (json) kinds.push('invalid-json');
  if (body) gateway.add(413);
  if (access === 'signed') kinds.push('invalid-signature'); // part: signed
  if (access === 'owner') {
    kinds.push('owner-unusable', 'unauthorized');
    gateway.add(401).add(403);
  }
  const statuses = [...new Set([...kinds.map((kind) => problemKinds[kind].status), ...gateway])].sort((a, b) => a - b);
  return Object.fromEntries(
    statuses.map((status) => {
      const titles = kinds.filter((kind) => problemKinds[kind].status === status).map((kind) => problemKinds[kind].title);
      const content = {
        ...(titles.length > 0 ? { 'application/problem+json': { schema: toSchema(Problem, schemas) } } : {}),
        ...(gateway.has(status) ? { 'application/json': { schema: toSchema(Message, schemas) } } : {}),
      };
      return [
        status,
        { description: [...titles, ...(gateway.has(status) ? ['Rejected by API Gateway'] : [])].join('; '), content },
      ];
    }),
  );
}

/**
 * Returns a schema as JSON Schema. Moves the named schemas within it to `schemas`, and replaces them by references.
 * @param io `input` for what callers send: it allows fields that are ignored, and lets those with a default be missing
 */
function toSchema(schema: z.ZodMiniType, schemas: Json, io: 'input' | 'output' = 'output'): Json {
  // A named schema becomes a reference only as a member of another one.
  const text = JSON.stringify(z.toJSONSchema(z.object({ schema }), { metadata: named, io }));
  const { properties, $defs } = JSON.parse(text.replaceAll('#/$defs/', '#/components/schemas/'));
  Object.assign(schemas, $defs);
  return properties.schema;
}
