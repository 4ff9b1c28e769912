import { type EndpointRow, endpoints } from '../../lambda/api/endpoints';

type Json = Record<string, unknown>;

interface ObjectSchema extends Json {
  readonly properties: Readonly<Record<string, Json>>;
  readonly required: readonly string[];
}

/** The answer of POST /images, as the document describes it before. */
interface Started extends Json {
  readonly properties: { upload: ObjectSchema | { readonly oneOf: readonly ObjectSchema[] } };
}

interface Operation {
  readonly responses: { readonly 201: { readonly content: { readonly 'application/json': { readonly schema: Started } } } };
}

/**
 * Adds what the API answers in other homes alone: a PUT request, for a store without upload forms. Not in the schema of the endpoint,
 * because the packages of the functions contain that.
 * @param paths of the OpenAPI document
 */
export function addOtherHomes(paths: Readonly<Record<string, Json>>): void {
  const row = endpoints.find(({ name }: EndpointRow) => name === 'create-image');
  const operation = row && (paths[row.path]?.[row.method.toLowerCase()] as Operation | undefined);
  if (!operation) return;
  const { properties } = operation.responses[201].content['application/json'].schema;
  const form = properties.upload as ObjectSchema;
  const put = { ...form.properties.fields, description: 'Headers of a PUT request that sends the file itself' };
  properties.upload = { oneOf: [form, { ...form, properties: { ...form.properties, put }, required: [...form.required, 'put'] }] };
}
