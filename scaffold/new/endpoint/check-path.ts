import { UserError } from '../../../cli/user-error';
import { type EndpointRow, endpoints } from '../../../lambda/api/endpoints';

/** First segments of paths that the local run or a stage uses for something else. `api` comes before the path of every endpoint. */
const reserved = ['api', 'config.json', 'favicon.ico', 'local', 'oidc', 'openapi.json', 'reference', 's3', 'signed-in', 'view'];

/** `.` and `..` are removed by clients. */
const segment = /^((?!\.{1,2}$)[\w.~-]+|\{[a-z]\w*\})$/;

const parameter = /\{(\w+)\}/g;

/** The names of a path's parameters, in their order. */
export const parametersOf = (path: string): string[] => [...path.matchAll(parameter)].map(([, name = '']) => name);

/** Two paths of the same shape match the same requests. */
const shapeOf = (path: string) => path.replaceAll(parameter, '{}');

/**
 * @param rows the endpoints that exist
 * @throws UserError when no endpoint can have the path, or another endpoint has it
 */
export function checkPath(method: string, path: string, rows: readonly EndpointRow[] = endpoints): asserts path is `/${string}` {
  const refuse = (what: string) => {
    throw new UserError(`The path ${JSON.stringify(path)} ${what}`);
  };
  if (!path.startsWith('/')) refuse(`does not start with a slash. Write /${path}.`);
  const segments = path.slice(1).split('/');
  const [first = ''] = segments;
  const wrong = segments.find((each) => !segment.test(each));
  if (wrong === '') refuse('has an empty segment. Write each slash once, and none at the end, as in /images/{id}/tags.');
  if (wrong !== undefined) {
    refuse(`has the segment ${JSON.stringify(wrong)}. Use letters, digits, "-", "_", "." and "~", or a parameter such as {id}.`);
  }
  const names = parametersOf(path);
  const repeated = names.find((name, index) => names.indexOf(name) < index);
  if (repeated) refuse(`has the parameter {${repeated}} twice. Give each parameter a different name.`);
  if (first.startsWith('{'))
    refuse('starts with a parameter, which would match paths that are not yours. Start with a word, as in /images/{id}.');
  if (reserved.includes(first) || /\.(js|css|svg)$/.test(first)) {
    refuse(`starts with /${first}, which has another use. Start with another word.`);
  }
  const same = rows.find((row) => row.method === method && shapeOf(row.path) === shapeOf(path));
  if (same) refuse(`exists: ${method} ${same.path} is the endpoint "${same.name}". Use another method or path.`);
  const renamed = rows.find((row) => row.path !== path && shapeOf(row.path) === shapeOf(path));
  if (renamed)
    refuse(`is ${renamed.path} with other names of its parameters. Write ${renamed.path}, as the endpoint "${renamed.name}" does.`);
}
