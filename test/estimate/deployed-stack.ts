import { randomUUID } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { type LocalServer, listen } from '../../lib/testing/stand-ins/listen';
import { type LogLine, runQuery } from '../support/logs-insights';

/** A stack in CloudFormation and its logs in CloudWatch Logs, at one address. */
export interface DeployedStackStandIn extends LocalServer {
  template: object;
  /** The physical name of each resource, by its logical id. */
  names: Readonly<Record<string, string>>;
  lines: LogLine[];
  /** The queries, as they were started. */
  readonly started: { logGroupNames: string[]; startTime: number; endTime: number; queryString: string }[];
  /** How queries end. */
  status: 'Complete' | 'Failed';
  /** Errors of operations, by name. They take precedence over the normal response. */
  readonly refusals: Map<string, { type: string; message: string }>;
}

/** @param stack the only one that exists */
export async function startDeployedStack(stack: string): Promise<DeployedStackStandIn> {
  const results = new Map<string, object[]>();
  const server = await listen(async (request, response) => {
    const body = await text(request);
    const target = request.headers['x-amz-target'];
    const form = new URLSearchParams(body);
    const operation = String(target ?? form.get('Action'))
      .split('.')
      .at(-1) as string;
    const isKnown = target !== undefined || form.get('StackName') === stack;
    const missing = { type: 'ValidationError', message: `Stack with id ${form.get('StackName')} does not exist` };
    const error = standIn.refusals.get(operation) ?? (isKnown ? undefined : missing);
    if (target === undefined) {
      response.writeHead(error ? 400 : 200, { 'content-type': 'text/xml' });
      response.end(error ? errorXml(error) : xmlOf(operation));
    } else {
      response.writeHead(error ? 400 : 200, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify(error ? { __type: error.type, message: error.message } : answerTo(operation, JSON.parse(body))));
    }
  });
  const standIn: DeployedStackStandIn = {
    ...server,
    template: {},
    names: {},
    lines: [],
    started: [],
    status: 'Complete',
    refusals: new Map(),
  };

  function xmlOf(operation: string): string {
    if (operation === 'GetTemplate')
      return answer(operation, `<TemplateBody>${escaped(JSON.stringify(standIn.template))}</TemplateBody>`);
    const members = Object.entries(standIn.names).map(
      ([id, name]) =>
        `<member><LogicalResourceId>${id}</LogicalResourceId><PhysicalResourceId>${name}</PhysicalResourceId></member>`,
    );
    return answer(operation, `<StackResourceSummaries>${members.join('')}</StackResourceSummaries>`);
  }

  // biome-ignore lint/suspicious/noExplicitAny: each operation has its own request format.
  function answerTo(operation: string, asked: any): unknown {
    if (operation === 'StartQuery') {
      standIn.started.push(asked);
      const lines = standIn.lines.filter(({ group }) => asked.logGroupNames.includes(group));
      const rows = runQuery(asked.queryString, lines).map((row) =>
        Object.entries(row).map(([field, value]) => ({ field, value: String(value) })),
      );
      const queryId = randomUUID();
      results.set(queryId, [
        { status: 'Running', results: [] },
        { status: standIn.status, results: rows },
      ]);
      return { queryId };
    }
    return results.get(asked.queryId)?.shift();
  }

  return standIn;
}

const answer = (operation: string, content: string) =>
  `<${operation}Response><${operation}Result>${content}</${operation}Result></${operation}Response>`;

const errorXml = ({ type, message }: { readonly type: string; readonly message: string }) =>
  `<ErrorResponse><Error><Code>${type}</Code><Message>${message}</Message></Error></ErrorResponse>`;

const escaped = (value: string) => value.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
