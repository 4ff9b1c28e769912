import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';

interface Documented {
  /** Missing without a body. */
  readonly content?: Readonly<Record<string, { readonly schema: object }>>;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly responses: Readonly<Record<string, Documented>> }>>>>;
  readonly components: { readonly schemas: object };
}

/** Validates responses against `docs/openapi.json`. */
export class Conformance {
  private readonly document: Document = JSON.parse(readFileSync(join(__dirname, '../../docs/openapi.json'), 'utf8'));
  private readonly ajv = addFormats(new Ajv2020({ strict: false }));
  private readonly validators = new Map<object, ValidateFunction>();

  /** Returns why a response violates the document; `undefined` when it conforms. */
  async violation(method: string, path: string, answer: Response): Promise<string | undefined> {
    const operation = this.operation(method, path);
    // The gateway itself responds to unknown routes.
    if (!operation)
      return answer.status === 404
        ? undefined
        : `${method} ${path} is not in docs/openapi.json, but responded with ${answer.status}.`;
    const [contentType = ''] = (answer.headers.get('content-type') ?? '').split(';');
    const documented = operation.responses[answer.status];
    if (documented && !documented.content)
      return (await answer.clone().text()) === '' ? undefined : `${method} ${path} has a body, but none is documented.`;
    const schema = documented?.content?.[contentType]?.schema;
    if (!schema) return `${method} ${path} responded with ${answer.status} ${contentType}, which is not documented.`;
    const body = (await answer.clone().json()) as { upload?: { put?: object } } | null;
    if (body?.upload?.put) return `${method} ${path} responded with put, which is for stores without forms.`; // part: platforms
    const validate = this.validator(schema);
    return validate(body) ? undefined : `${method} ${path}, ${answer.status}: ${this.ajv.errorsText(validate.errors)}`;
  }

  private operation(method: string, path: string) {
    const { pathname } = new URL(path, 'http://localhost');
    const patterns = Object.entries(this.document.paths).map(([template, operations]) => ({
      pattern: new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
      operation: operations[method.toLowerCase()],
    }));
    return patterns.find(({ pattern, operation }) => operation && pattern.test(pathname.replace(/^\/api(?=\/)/, '')))?.operation;
  }

  private validator(schema: object): ValidateFunction {
    const known = this.validators.get(schema) ?? this.ajv.compile({ ...schema, components: this.document.components });
    this.validators.set(schema, known);
    return known;
  }
}
