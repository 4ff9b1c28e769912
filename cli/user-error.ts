/** An error that the user can fix. The message says what is wrong and how to fix it, and is printed without a stack trace. */
export class UserError extends Error {
  override readonly name = 'UserError';
}
