import { braces, phraseOf } from '../words';
import type { NewEndpoint, Shape } from './shape';

/** The source of `lambda/api/NAME.ts`. */
export function handlerOf(endpoint: NewEndpoint, shape: Shape): string {
  const { parameters, field, time, status } = shape;
  const factory = endpoint.access === 'owner' ? 'endpoint' : 'publicEndpoint';
  const params = parameters.map(({ name, schema }) => `${name}: ${schema}`);
  const answer = [...params, ...(field ? [`${field}: z.string()`] : []), `${time}: z.iso.datetime()`];
  const spec = [
    params.length > 0 && `params: z.object(${braces(params)}),`,
    field && `body: z.strictObject({ ${field}: text(1, 200) }),`,
    time && status !== 200 && `status: ${status},`,
    time && `answer: json((z) => z.object(${braces(answer)})),`,
    time ? answering(shape) : logging(endpoint, shape),
  ];
  return `${importsFor(factory, shape)}

export default ${factory}({
${spec.filter(Boolean).join('\n')}
});
`;
}

function importsFor(factory: string, { parameters, field, time }: Shape): string {
  const fields = parameters.map(({ schema }) => (schema === 'ImageId' ? 'ImageId' : 'text'));
  const used = [...new Set([...fields, ...(field ? ['text'] : [])])].sort();
  const lines = [
    used.length > 0 && `import * as z from 'zod/mini';`,
    `import ${braces([factory, ...(time ? ['json'] : [])].sort())} from './endpoint';`,
    used.length > 0 && `import ${braces(used)} from './fields';`,
  ];
  return lines.filter(Boolean).join('\n');
}

/** What comes in goes out, with the time: it shows where input and services come from. */
function answering({ parameters, field, time }: Shape): string {
  const inputs = [...(parameters.length > 0 ? ['params'] : []), ...(field ? ['body'] : [])];
  const returned = [...inputs.map((input) => `...${input}`), `${time}: clock.now().toISOString()`];
  return `async run(${inputs.length > 0 ? braces(inputs) : '_input'}, { clock }) {
  return ${braces(returned)};
},`;
}

/** Without an answer, a line of the log shows that it ran. */
function logging({ name, access }: NewEndpoint, { parameters }: Shape): string {
  const inputs = [...(access === 'owner' ? ['owner'] : []), ...(parameters.length > 0 ? ['params'] : [])];
  const fields = inputs.map((input) => (input === 'params' ? '...params' : input));
  return `async run(${inputs.length > 0 ? braces(inputs) : '_input'}, { log }) {
  log.info('${phraseOf(name)}', ${braces(fields)});
},`;
}
