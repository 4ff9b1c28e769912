/** The limit that was reached, and how much it allows. */
export interface ReachedLimit {
  readonly name: string;
  readonly allowed: number;
}

/** An answer that is no success, in the words of whoever gave it. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly status: number,
    message: string,
    /** Where it was a quota of ours that refused. */
    readonly limit?: ReachedLimit,
    /** When the same call may be repeated, where the answer says so. */
    readonly retryAfterSeconds?: number,
  ) {
    super(message);
  }
}

/** Understands all three: problems of our code (RFC 9457), API Gateway's `{"message"}`, and S3's XML. */
export async function answerError(answer: Response): Promise<ApiError> {
  const { status } = answer;
  const text = await answer.text();
  const { detail, message, limit } = fromJson(text);
  const retryAfter = secondsOf(answer.headers.get('retry-after'));
  return new ApiError(status, detail ?? message ?? fromXml(text) ?? `The server answered ${status}.`, limit, retryAfter);
}

/** `Retry-After` is a number of seconds or a date (RFC 9110, section 10.2.3). */
function secondsOf(retryAfter: string | null): number | undefined {
  if (!retryAfter) return undefined;
  const seconds = /^\d+$/.test(retryAfter) ? Number(retryAfter) : (Date.parse(retryAfter) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.max(seconds, 0);
}

interface Told {
  readonly detail?: string;
  readonly message?: string;
  readonly limit?: ReachedLimit;
}

function fromJson(text: string): Told {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}

const fromXml = (text: string) => /<Message>([^<]*)<\/Message>/.exec(text)?.[1];
