import { assume } from '../assumptions';
import type { ApiKind } from '../template/functions';
import type { Template } from '../template/template';
import type { Use } from './feature';
import type { Load } from './loads';
import { addLogs } from './logs';

/** Requests of a month by what bills them. A function with routes of several kinds has as many from each route. */
export function requestsOf(loads: readonly Load[]): Readonly<Record<ApiKind, number>> {
  const sums = { http: 0, rest: 0, websocket: 0, url: 0 };
  for (const { fn, perMonth } of loads) {
    const kinds = fn.sources.flatMap((source) => (source.kind === 'route' ? [source.api] : []));
    for (const kind of kinds) sums[kind] += perMonth / kinds.length;
  }
  return sums;
}

/** The requests of APIs, and their access logs. */
export function addApis(template: Template, loads: readonly Load[], use: Use): void {
  const { http, rest } = requestsOf(loads);
  use('http-api', http, 'API');
  use('rest-api', rest, 'API');
  addAccessLogs(template, 'AWS::ApiGatewayV2::Stage', 'AccessLogSettings', http, use);
  addAccessLogs(template, 'AWS::ApiGateway::Stage', 'AccessLogSetting', rest, use);
}

function addAccessLogs(template: Template, type: string, setting: string, requests: number, use: Use): void {
  const stage = template.of(type).find(({ properties }) => properties[setting]);
  if (!stage) return;
  const [group] = template.referencesIn(stage.properties[setting].DestinationArn);
  addLogs(requests * assume('accessLogBytes'), group, use);
}
