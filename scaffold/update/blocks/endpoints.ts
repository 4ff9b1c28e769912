import { currentDocument } from '../../../local/openapi/current';

interface Schema {
  readonly $ref?: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

/** Bodies other than JSON have no schema. */
type Content = Readonly<Record<string, { readonly schema?: Schema }>>;

interface Operation {
  readonly summary: string;
  readonly security: readonly object[];
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required: boolean;
    readonly schema: Schema;
  }[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}

/** The table of the API, from its OpenAPI document: a row for each endpoint. */
export default async function endpointTable(): Promise<string> {
  const paths: Record<string, Record<string, Operation>> = JSON.parse(await currentDocument()).paths;
  const rows = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => [
      `\`${method.toUpperCase()} ${path}\``,
      operation.summary,
      requestOf(operation),
      answerOf(operation),
    ]),
  );
  const lines = [['endpoint', 'what it does', 'request', 'answer'], ['---', '---', '---', '---'], ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`.replaceAll('  ', ' ')).join('\n');
}

function requestOf({ security, parameters = [], requestBody }: Operation): string {
  const query = parameters.filter((parameter) => parameter.in === 'query');
  const fields = query.map(({ name, required, schema }) => describe(name, required, schema));
  return [...identityOf(security), ...fields, ...contentOf(requestBody?.content)].join(', ');
}

/** How callers identify themselves, unless by a token. */
function identityOf(security: Operation['security']): string[] {
  if (security.length === 0) return ['no token'];
  if (security.some((scheme) => 'signature' in scheme)) return ['signed']; // part: signed
  return [];
}

function answerOf({ responses }: Operation): string {
  const [status = '', answer] = Object.entries(responses).find(([code]) => code < '400') ?? [];
  const content = contentOf(answer?.content);
  return content.length > 0 ? `${status}: ${content.join(', ')}` : status;
}

/** The fields of a JSON body, the name of a schema, or the type of any other body. */
function contentOf(content: Content = {}): string[] {
  return Object.entries(content).flatMap(([type, { schema }]) => {
    if (!schema) return [type === '*/*' ? 'any bytes' : type];
    if (schema.$ref) return [`\`${schema.$ref.split('/').at(-1)}\``];
    if (!schema.properties) return [type];
    return Object.entries(schema.properties).map(([name, field]) =>
      describe(name, schema.required?.includes(name) ?? false, field),
    );
  });
}

/** `` `limit?` (1–100, default 20) `` */
function describe(name: string, required: boolean, schema: Schema): string {
  const { minimum = Number.MIN_SAFE_INTEGER, maximum = Number.MAX_SAFE_INTEGER } = schema;
  const isBounded = minimum > Number.MIN_SAFE_INTEGER && maximum < Number.MAX_SAFE_INTEGER;
  const details = [
    ...(schema.enum ? [schema.enum.join(', ')] : []),
    ...(isBounded ? [`${minimum}–${maximum}`] : []),
    ...(schema.default === undefined ? [] : [`default ${schema.default}`]),
  ];
  return `\`${name}${required ? '' : '?'}\`${details.length > 0 ? ` (${details.join(', ')})` : ''}`;
}
