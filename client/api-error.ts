/** An answer that is no success, in the words of whoever gave it. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** Understands all three: problems of our code (RFC 9457), API Gateway's `{"message"}`, and S3's XML. */
export async function answerError(answer: Response): Promise<ApiError> {
  const text = await answer.text();
  return new ApiError(answer.status, fromJson(text) ?? fromXml(text) ?? `The server answered ${answer.status}.`);
}

function fromJson(text: string): string | undefined {
  try {
    const { detail, message } = JSON.parse(text);
    return detail ?? message;
  } catch {
    return undefined;
  }
}

const fromXml = (text: string) => /<Message>([^<]*)<\/Message>/.exec(text)?.[1];
