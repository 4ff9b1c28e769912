import { ApiError } from '../../client/api-error';

/** What went wrong, for people: what `fetch` and the readers of JSON throw are words of the machine. */
export function explainError(error: Error): string {
  const { message, cause } = error;
  if (error instanceof ApiError)
    return error.status === 401 ? `${message}: the API does not take this token. Get a new one.` : message;
  // `fetch` says in its cause alone why it got no answer.
  if (cause instanceof Error) {
    const why = cause.message || (cause as NodeJS.ErrnoException).code;
    return `Nothing answers there (${why}). Start the application with npm start, or check the address.`;
  }
  if (error instanceof SyntaxError || error instanceof TypeError)
    return `The answer is not one of this API (${message}). Check the address.`;
  return message;
}
