import { type Kept, keptIn } from './kept';
import type { MeasuredFunction } from './measured';
import { callsPerMonth } from './rate';
import type { Resource, Template } from './template';

/** What bills a request of a route: an HTTP API, a REST API, or neither for a WebSocket API, which is not priced, and a function URL. */
export type ApiKind = 'http' | 'rest' | 'websocket' | 'url';

/** What calls a function. */
export type Source =
  | { readonly kind: 'route'; readonly route: string; readonly api: ApiKind }
  | { readonly kind: 'queue' | 'stream'; readonly from: string; readonly batchSize: number; readonly maxConcurrency?: number }
  | { readonly kind: 'schedule'; readonly perMonth: number }
  | { readonly kind: 'event' };

/** A function of a template, and what calls it. */
export interface DeployedFunction {
  readonly id: string;
  /** The name of its row, in this application and its forks; otherwise its logical id without the hash. */
  readonly name: string;
  readonly memoryMb: number;
  readonly architecture: 'arm64' | 'x86_64';
  /** MB of /tmp. @default 512, which are included */
  readonly diskMb?: number;
  /** Mean number of instances that are kept warm at least. */
  readonly warm: number;
  /** Provisioned concurrency. @default - none */
  readonly kept?: Kept;
  /** @default - it shares the account's */
  readonly reservedConcurrency?: number;
  readonly isTraced: boolean;
  readonly sources: readonly Source[];
  /** What its log says. @default - nothing is measured on Lambda */
  readonly measured?: MeasuredFunction;
}

/** @param names of the rows that `calls.ts` describes */
export function functionsIn(template: Template, names: readonly string[]): DeployedFunction[] {
  const sources = sourcesIn(template);
  const kept = keptIn(template);
  return template.of('AWS::Lambda::Function').map(({ id, properties }) => ({
    id,
    name: nameOf(id, names),
    memoryMb: Number(properties.MemorySize ?? 128),
    architecture: properties.Architectures?.[0] === 'arm64' ? 'arm64' : 'x86_64',
    diskMb: numberOr(properties.EphemeralStorage?.Size, undefined),
    warm: kept.get(id)?.ranges.reduce((sum, { min, share }) => sum + min * share, 0) ?? 0,
    kept: kept.get(id),
    reservedConcurrency: numberOr(properties.ReservedConcurrentExecutions, undefined),
    isTraced: properties.TracingConfig?.Mode === 'Active',
    sources: sources.get(id) ?? [],
    measured: template.measured?.functions[id],
  }));
}

const numberOr = <T>(value: unknown, otherwise: T): number | T => (value === undefined ? otherwise : Number(value));

function nameOf(id: string, names: readonly string[]): string {
  const [, plain] = /^Service(.+)Function[0-9A-F]{8}$/.exec(id) ?? [];
  return names.find((name) => name.replaceAll('-', '') === plain) ?? id.replace(/[0-9A-F]{8}$/, '');
}

function sourcesIn(template: Template): ReadonlyMap<string, readonly Source[]> {
  const found = new Map<string, Source[]>();
  const add = (target: Resource | undefined, source: Source) =>
    target && found.set(target.id, [...(found.get(target.id) ?? []), source]);
  for (const { properties } of template.of('AWS::ApiGatewayV2::Route')) {
    const [owner] = template.referencesIn(properties.ApiId);
    const api = owner?.properties.ProtocolType === 'WEBSOCKET' ? 'websocket' : 'http';
    add(template.functionBehind(properties.Target), { kind: 'route', route: String(properties.RouteKey), api });
  }
  for (const { id, properties } of template.of('AWS::ApiGateway::Method')) {
    const route = `${properties.HttpMethod} ${id}`;
    add(template.functionBehind(properties.Integration?.Uri), { kind: 'route', route, api: 'rest' });
  }
  for (const { id, properties } of template.of('AWS::Lambda::Url')) {
    add(template.functionBehind(properties.TargetFunctionArn), { kind: 'route', route: id, api: 'url' });
  }
  for (const { properties } of template.of('AWS::SNS::Subscription')) {
    if (properties.Protocol === 'lambda') add(template.functionBehind(properties.Endpoint), { kind: 'event' });
  }
  for (const { properties } of template.of('AWS::Lambda::EventSourceMapping')) {
    const [from] = template.referencesIn(properties.EventSourceArn);
    const kind = from?.type === 'AWS::SQS::Queue' ? 'queue' : 'stream';
    const batchSize = numberOr(properties.BatchSize, kind === 'queue' ? 10 : 100);
    const maxConcurrency = numberOr(properties.ScalingConfig?.MaximumConcurrency, undefined);
    const source: Source = { kind, from: from?.id ?? '', batchSize, maxConcurrency };
    if (properties.Enabled !== false) add(template.functionBehind(properties.FunctionName), source);
  }
  for (const { properties } of template.of('AWS::Scheduler::Schedule')) {
    const perMonth = properties.State === 'DISABLED' ? 0 : (callsPerMonth(String(properties.ScheduleExpression)) ?? 0);
    add(template.functionBehind(properties.Target?.Arn), { kind: 'schedule', perMonth });
  }
  for (const { properties } of template.of('AWS::Events::Rule')) {
    const { ScheduleExpression, Targets = [], State } = properties;
    if (State === 'DISABLED') continue;
    const perMonth = ScheduleExpression && callsPerMonth(String(ScheduleExpression));
    for (const { Arn } of Targets) {
      add(template.functionBehind(Arn), ScheduleExpression ? { kind: 'schedule', perMonth: perMonth ?? 0 } : { kind: 'event' });
    }
  }
  return found;
}
