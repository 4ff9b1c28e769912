import * as z from 'zod/mini';
import type { Endpoint } from '../../lambda/api/endpoint';
import type { EndpointRow } from '../../lambda/api/endpoints';
import { ImageResource } from '../../lambda/api/image-resource';
import { Problem, type ProblemKind, problemKinds } from '../../lambda/api/problem';
import { appName } from '../../lambda/names';

type Json = Record<string, unknown>;

/** A row of the table with the endpoint that stands behind it. */
export interface Operation {
  readonly row: EndpointRow;
  readonly endpoint: Endpoint;
}

/** What API Gateway answers itself. */
const Message = z.object({ message: z.string() });

/** Schemas that stand in the document once, under a name. */
const named = z.registry<{ id: string }>();
named.add(ImageResource, { id: 'Image' });
named.add(Problem, { id: 'Problem' });
named.add(Message, { id: 'Message' });

/** The OpenAPI 3.1 document, made from the table and the schemas by which requests are checked. */
export function openApiDocument(operations: readonly Operation[], version: string): Json {
  const schemas: Json = {};
  const paths: Record<string, Json> = {};
  for (const operation of operations) {
    const { method, path } = operation.row;
    paths[path] = { ...paths[path], [method.toLowerCase()]: describe(operation, schemas) };
  }
  return {
    openapi: '3.1.1',
    info: {
      title: appName,
      version,
      description:
        'Upload a photo, get three sizes. Bytes go straight to the store and come straight from it, by signed forms and URLs.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: 'http://localhost:3000', description: 'The local run; the outputs of a deployment name its own URL.' }],
    paths,
    components: {
      schemas,
      securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  };
}

function describe({ row, endpoint }: Operation, schemas: Json): Json {
  const { params, query, body, answer, status = 200 } = endpoint;
  return {
    operationId: row.name,
    summary: row.summary,
    security: row.access === 'owner' ? [{ token: [] }] : [],
    ...(params || query ? { parameters: [...parameters('path', params, schemas), ...parameters('query', query, schemas)] } : {}),
    ...(body ? { requestBody: { required: true, content: { 'application/json': { schema: toSchema(body, schemas) } } } } : {}),
    responses: {
      [status]: answer
        ? { description: 'Success', content: { 'application/json': { schema: toSchema(answer, schemas) } } }
        : { description: 'Success' },
      ...refusals(row, endpoint, schemas),
    },
  };
}

function parameters(place: 'path' | 'query', schema: z.ZodMiniType | undefined, schemas: Json): Json[] {
  if (!schema) return [];
  // Of what a query's text becomes, not of the text: there are the bounds of a number.
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

/** The errors of an operation by their status: problems of our code, and what API Gateway answers before it. */
function refusals({ access }: EndpointRow, { params, query, body, problems = [] }: Endpoint, schemas: Json): Json {
  const kinds: ProblemKind[] = [...problems, 'internal'];
  const gateway = new Set([429, 500, 503]);
  if (params || query || body) kinds.push('invalid-request', 'invalid-encoding');
  if (body) {
    kinds.push('invalid-json');
    gateway.add(413);
  }
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
      return [status, { description: [...titles, ...(gateway.has(status) ? ['Refused by API Gateway'] : [])].join('; '), content }];
    }),
  );
}

/** A schema as JSON Schema; the named ones within it go to `schemas`, and a reference stands in their place. */
function toSchema(schema: z.ZodMiniType, schemas: Json): Json {
  // As a member of another, a named schema becomes a reference; as the outermost one it would not.
  const text = JSON.stringify(z.toJSONSchema(z.object({ schema }), { metadata: named }));
  const { properties, $defs } = JSON.parse(text.replaceAll('#/$defs/', '#/components/schemas/'));
  Object.assign(schemas, $defs);
  return properties.schema;
}
