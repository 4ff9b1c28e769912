import type { EndpointRow } from '../../../lambda/api/endpoints';
import { parametersOf } from './check-path';

/** An endpoint to add. */
export interface NewEndpoint extends Pick<EndpointRow, 'name' | 'method' | 'path'> {
  readonly access: 'owner' | 'public';
}

/** A parameter of the path. */
export interface Parameter {
  readonly name: string;
  /** What checks it, from `lambda/api/fields.ts`. */
  readonly schema: 'ImageId' | 'text(1, 100)';
  /** A value for the test. */
  readonly example: string;
}

/** What a new endpoint takes and answers until its owner changes it: its input comes back with the time. */
export interface Shape {
  readonly parameters: readonly Parameter[];
  /** The field of the JSON body. */
  readonly field?: string;
  /** The field of the answer that has the time. */
  readonly time?: string;
  readonly status: 200 | 201 | 204;
}

export function shapeOf({ method, path }: NewEndpoint): Shape {
  const parameters = parametersOf(path).map((name) => parameterOf(name, path));
  const free = (name: string) => (parameters.some((parameter) => parameter.name === name) ? `its${name}` : name);
  const hasBody = ['POST', 'PUT', 'PATCH'].includes(method);
  const hasAnswer = hasBody || method === 'GET';
  return {
    parameters,
    field: hasBody ? free('note') : undefined,
    time: hasAnswer ? free('at') : undefined,
    status: method === 'POST' ? 201 : hasAnswer ? 200 : 204,
  };
}

function parameterOf(name: string, path: string): Parameter {
  return path.includes(`/images/{${name}}`)
    ? { name, schema: 'ImageId', example: '019aab1c-7c00-7a3e-8f21-5b0d4a2c9e10' }
    : { name, schema: 'text(1, 100)', example: `a-${name.toLowerCase()}` };
}
