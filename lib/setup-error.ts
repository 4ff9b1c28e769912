/** Thrown when whoever runs the command can mend it: the message says what is wrong and what to do, a stack trace would hide it. */
export class SetupError extends Error {
  override readonly name = 'SetupError';
}
