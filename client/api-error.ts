/** A quota that was exceeded, and its value. */
export interface ReachedLimit {
  readonly name: string;
  readonly allowed: number;
}

/** An error response. The message is the response's own. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly status: number,
    message: string,
    /** The exceeded quota, if one was the reason. */
    readonly limit?: ReachedLimit,
    /** When a retry is allowed, if the response says so. */
    readonly retryAfterSeconds?: number,
  ) {
    super(message);
  }
}

/** Reads all three formats: problem details (RFC 9457), API Gateway's `{"message"}`, and S3's XML. */
export async function answerError(answer: Response): Promise<ApiError> {
  const { status } = answer;
  const text = await answer.text();
  const { detail, message, limit } = fromJson(text);
  const retryAfter = secondsOf(answer.headers.get('retry-after'));
  return new ApiError(
    status,
    detail ?? message ?? fromXml(text) ?? `The server responded with status ${status}.`,
    limit,
    retryAfter,
  );
}

/** `Retry-After` is a number of seconds or a date (RFC 9110, section 10.2.3). */
function secondsOf(retryAfter: string | null): number | undefined {
  if (!retryAfter) return undefined;
  const seconds = /^\d+$/.test(retryAfter) ? Number(retryAfter) : (Date.parse(retryAfter) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.max(seconds, 0);
}

interface ErrorBody {
  readonly detail?: string;
  readonly message?: string;
  readonly limit?: ReachedLimit;
}

function fromJson(text: string): ErrorBody {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}

const fromXml = (text: string) => /<Message>([^<]*)<\/Message>/.exec(text)?.[1];
