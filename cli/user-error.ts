/** An error that the person at the keyboard can fix. Its message says what is wrong and what to do; a stack trace would hide it. */
export class UserError extends Error {
  override readonly name = 'UserError';
}
