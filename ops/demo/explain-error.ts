import { ApiError } from '../../client/api-error';

/** Returns a message for the user. `fetch` and JSON parsers throw technical messages. */
export function explainError(error: Error): string {
  const { message, cause } = error;
  if (error instanceof ApiError) return error.status === 401 ? `${message}: the API rejects this token. Get a new one.` : message;
  // `fetch` reports the reason only in the cause of its error.
  if (cause instanceof Error) {
    const why = cause.message || (cause as NodeJS.ErrnoException).code;
    return `Cannot reach the API (${why}). Start the application with npm start, or check the URL.`;
  }
  if (error instanceof SyntaxError || error instanceof TypeError)
    return `The response is not from this API (${message}). Check the URL.`;
  return message;
}
