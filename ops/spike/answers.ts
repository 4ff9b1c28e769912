import { percentile } from '../../estimate/simulation/measurement';

/** Who answered: the application, or what rejected the request before it. */
export type Answerer = 'application' | 'quota' | 'API Gateway' | 'Lambda' | 'no one';

/** An answer to one request. */
export interface Answer {
  /** 0 without an answer. */
  readonly status: number;
  readonly by: Answerer;
  /** From the moment of all requests on. */
  readonly ms: number;
}

/**
 * Returns who wrote an answer. The application writes problem details (RFC 9457), API Gateway a `message`. API Gateway itself rejects with
 * 429; its 503 says that Lambda did not take the call.
 */
export function answererOf(status: number, body: string): Answerer {
  if (status < 400) return 'application';
  const { type, message } = parsed(body);
  if (type !== undefined) return type.endsWith(':quota-exceeded') ? 'quota' : 'application';
  if (message === undefined) return 'application';
  return status === 503 ? 'Lambda' : 'API Gateway';
}

function parsed(body: string): { readonly type?: string; readonly message?: string } {
  try {
    const { type, message } = JSON.parse(body) ?? {};
    return { type: typeof type === 'string' ? type : undefined, message: typeof message === 'string' ? message : undefined };
  } catch {
    return {};
  }
}

/** The answers to all requests. */
export interface Summary {
  readonly count: number;
  readonly answered: number;
  /** Median and 99th percentile of those that were answered. @default - none was */
  readonly p50Ms?: number;
  readonly p99Ms?: number;
  /** Numbers of the answers, by status and by who wrote them: `429 by API Gateway`. */
  readonly answers: Readonly<Record<string, number>>;
}

export function summaryOf(answers: readonly Answer[]): Summary {
  const answered = answers.filter(({ status }) => status >= 200 && status < 300);
  const sorted = answered.map(({ ms }) => ms).toSorted((one, other) => one - other);
  const counts: Record<string, number> = {};
  for (const { status, by } of answers) {
    const name = `${status === 0 ? 'no answer' : status} by ${by}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return {
    count: answers.length,
    answered: answered.length,
    p50Ms: percentile(sorted, 0.5),
    p99Ms: percentile(sorted, 0.99),
    answers: counts,
  };
}
