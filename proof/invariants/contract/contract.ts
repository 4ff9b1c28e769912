import { worstCaseOf } from '../../../lambda/adapters/aws/client-config';
import { formSeconds } from '../../../lambda/adapters/aws/s3-signed-urls';
import { endpoints } from '../../../lambda/api/endpoints';
import {
  type EnvironmentKey,
  environmentFor,
  eventSource,
  eventTypes,
  mallocArenas,
  metricNames,
  queueUrlKey,
  resourceServer,
  signInScopes,
  tableSchema,
  uploadMaxReceives,
} from '../../../lambda/contract';
import { uploadPrefix } from '../../../lambda/core/keys';
import { defaultImageSettings } from '../../../lambda/core/settings';
import { sweepLimits } from '../../../lambda/core/sweep-run';
import { triggers } from '../../../lambda/events/triggers';
import { permitsOf } from '../../../lambda/function-row';
import { type FunctionName, functionNames, sizeOf } from '../../../lib/functions';

/** What the code of a function expects. */
export interface FunctionContract {
  /** The environment variables that it reads at cold start. */
  readonly environment: readonly EnvironmentKey[];
  /** Maximum total duration of its calls to services, each made once, in milliseconds. */
  readonly waitsMs: number;
  /** The memory with which it was measured, in MiB. */
  readonly memoryMb: number;
}

/** The keys of a table or an index, each with its type: `S` or `N`. */
export interface KeyPair {
  readonly partitionKey: { readonly name: string; readonly type: string };
  readonly sortKey: { readonly name: string; readonly type: string };
}

/** What the code of this application expects of its template. */
export interface Contract {
  readonly functions: Readonly<Record<FunctionName, FunctionContract>>;
  readonly endpoints: readonly {
    readonly name: FunctionName;
    readonly method: string;
    readonly path: string;
    readonly access: string;
  }[];
  readonly imageSettings: Readonly<Record<string, unknown>>;
  readonly mallocArenas: string;
  readonly uploadMaxReceives: number;
  readonly uploadPrefix: string;
  readonly formSeconds: number; // part: sweep
  readonly sweepLimits: Readonly<Pick<typeof sweepLimits, 'budgetMs' | 'requeueAfterMs' | 'giveUpAfterMs'>>; // part: sweep
  readonly table: KeyPair & {
    readonly timeToLive: string;
    readonly pendingIndex: KeyPair & { readonly name: string }; // part: sweep
  };
  /** The function that receives the messages of each queue, by the environment variable with the URL of the queue. */
  readonly queueConsumers: Readonly<Record<string, FunctionName>>;
  /** The filter patterns of each function behind the stream. */
  readonly changePatterns: Readonly<Partial<Record<FunctionName, readonly unknown[]>>>;
  readonly events: { readonly source: string; readonly types: readonly string[] };
  readonly metrics: { readonly namespace: string; readonly dimensions: readonly string[]; readonly names: readonly string[] };
  readonly scopes: { readonly server: string; readonly scope: string; readonly signIn: readonly string[] };
}

/** The contract, read from the code. */
export const contractOfCode: Contract = {
  functions: Object.fromEntries(functionNames.map((name) => [name, contractOf(name)])) as Contract['functions'],
  endpoints,
  imageSettings: { ...defaultImageSettings },
  mallocArenas,
  uploadMaxReceives,
  uploadPrefix,
  formSeconds, // part: sweep
  sweepLimits, // part: sweep
  table: tableSchema,
  queueConsumers: Object.fromEntries(triggers.flatMap(({ name, on }) => ('queue' in on ? [[queueUrlKey(on.queue), name]] : []))),
  changePatterns: Object.fromEntries(triggers.flatMap(({ name, on }) => ('stream' in on ? [[name, on.patterns]] : []))),
  events: { source: eventSource, types: eventTypes },
  metrics: metricsOf(metricNames),
  scopes: { server: resourceServer.identifier, scope: resourceServer.scope, signIn: signInScopes },
};

function contractOf(name: FunctionName): FunctionContract {
  const row = [...endpoints, ...triggers].find((candidate) => candidate.name === name);
  const may = row ? permitsOf(row) : [];
  return {
    environment: environmentFor(may),
    waitsMs: may.reduce((sum, permit) => sum + worstCaseOf(permit), 0),
    memoryMb: sizeOf(name).memory.toMebibytes(),
  };
}

function metricsOf({ namespace, dimension, reasonDimension, ...names }: typeof metricNames): Contract['metrics'] {
  return { namespace, dimensions: [dimension, reasonDimension], names: Object.values(names) };
}
